import { expect, test } from 'bun:test';
import { allowedOrigins, lanAddresses, readSettings } from '../platform/config.ts';
import { banner, lanUrls } from './banner.ts';

const running = { url: 'http://127.0.0.1:4000', claimUrl: null, port: 4000 };

test('it says what to open, where the data is and how to stop', () => {
  const text = banner(readSettings({ ROOKERY_DATA: '/srv/rookery' }, []), running);
  expect(text).toContain('http://127.0.0.1:4000');
  expect(text).toContain('/srv/rookery');
  expect(text).toContain('Ctrl-C');
  expect(text).not.toContain('█');
});

test('the first time it shows the claim link, and that instead of the address', () => {
  const claimUrl = 'http://127.0.0.1:4000/claim#token';
  const lines = banner(readSettings({}, []), { ...running, claimUrl })
    .split('\n')
    .map((line) => line.trim());
  expect(lines).toContain(claimUrl);
  expect(lines.filter((line) => line.startsWith('Open  '))).toEqual([]);
});

test('with --lan it shows the addresses on the network and one as a QR code', () => {
  const settings = readSettings({}, ['--lan']);
  const text = banner(settings, running);
  const addresses = lanAddresses().filter((address) => address.includes('.'));
  expect(lanUrls(settings, 4000)).toEqual(addresses.map((address) => `http://${address}:4000`));
  if (addresses.length > 0) expect(text).toMatch(/[█▀▄]/);
  else expect(text).toContain('no network address found');
});

test('with --lan the claim link is there for other devices too, at an address that is accepted', () => {
  const settings = readSettings({}, ['--lan']);
  const claimUrl = 'http://127.0.0.1:4000/claim#token';
  const lines = banner(settings, { ...running, claimUrl })
    .split('\n')
    .map((line) => line.trim());
  const [first] = lanUrls(settings, 4000);
  const links = lines.filter((line) => line.endsWith('/claim#token'));
  expect(links).toEqual([claimUrl, ...(first === undefined ? [] : [`${first}/claim#token`])]);
  if (first !== undefined) expect(allowedOrigins(settings, 4000)).toContain(first);
});

test('an address that is listened on by name is one for others; one that is not accepted is none', () => {
  for (const address of lanAddresses().filter((one) => one.includes('.'))) {
    expect(lanUrls(readSettings({ ROOKERY_HOST: address }, []), 4000)).toEqual([`http://${address}:4000`]);
  }
  expect(lanUrls(readSettings({ ROOKERY_HOST: '0.0.0.0' }, []), 4000)).toEqual([]);
  expect(lanUrls(readSettings({}, []), 4000)).toEqual([]);
  // With --lan on one address of this computer alone, nobody else gets in.
  expect(lanUrls(readSettings({ ROOKERY_HOST: '127.0.0.1' }, ['--lan']), 4000)).toEqual([]);
});

test('a public address is what people open, also with --lan', () => {
  expect(lanUrls(readSettings({ ROOKERY_URL: 'https://chat.example.org' }, ['--lan']), 4000)).toEqual([]);
});

test('lifted rate limits come with a warning', () => {
  expect(banner(readSettings({ ROOKERY_RATE_LIMITS: 'off' }, []), running)).toContain('Warning');
});
