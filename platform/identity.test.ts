import { expect, test } from 'bun:test';
import { pino } from 'pino';
import { auth } from '../contracts/auth.ts';
import { client } from '../contracts/client.ts';
import { refusalOf, startAuth } from '../testkit/auth-service.ts';
import { identityHeader, readIdentity, signIdentity } from './identity.ts';

const secret = Buffer.alloc(32, 7);
const now = 1_790_000_000_000;
const minute = 60_000;

test('an identity that was signed is read, and a forged or missing one is none', () => {
  const header = signIdentity({ caller: 'live', session: 's' }, secret, now);
  expect(readIdentity(header, secret, now)).toEqual({ caller: 'live', session: 's' });
  expect(readIdentity(header, Buffer.alloc(32, 8), now)).toBeNull();
  expect(readIdentity(`x${header}`, secret, now)).toBeNull();
  expect(readIdentity(null, secret, now)).toBeNull();
});

test.each([
  [2 * minute, true],
  [-2 * minute, true],
  [3 * minute, false],
  [-3 * minute, false],
])('a caller whose clock is %d ms ahead of ours: its calls work is %p', (aheadMs, works) => {
  const skews: [string, number][] = [];
  const header = signIdentity({ caller: 'live' }, secret, now + aheadMs);
  const read = readIdentity(header, secret, now, (caller, ms) => skews.push([caller, ms]));
  expect(read).toEqual(works ? { caller: 'live' } : null);
  expect(skews).toEqual(works ? [] : [['live', aheadMs]]);
});

test('clocks three minutes apart are named in the log, once a minute, and the call may be made again', async () => {
  let lines = '';
  const log = pino({ base: null }, { write: (line: string) => void (lines += line) });
  const service = await startAuth({ log });
  const early = () => ({
    [identityHeader]: signIdentity({ caller: 'gateway' }, service.secret, service.clock.now() - 3 * minute),
  });
  const peer = client(auth, { fetch: service.fetch, base: 'http://auth', headers: early });
  const call = () => refusalOf(peer.usernames({ body: { ids: [] } }));
  expect([await call(), await call()]).toEqual(['unavailable', 'unavailable']);
  expect(lines.match(/clock skew/g)).toHaveLength(1);
  expect(JSON.parse(lines)).toMatchObject({ caller: 'gateway', service: 'auth', aheadSeconds: -180 });
  service.clock.skip(minute);
  await call();
  expect(lines.match(/clock skew/g)).toHaveLength(2);
  await service.stop();
});
