import { expect, test } from 'bun:test';
import type { Session } from '../../../contracts/auth.ts';
import { ApiError } from '../../../contracts/errors.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { PhoneLink } from './phone-link.ts';

async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}

function shown(origin: string, addresses: string[] = [], serverAheadMs = 0) {
  const clock = new ManualClock();
  const sessions: Session[] = [];
  const net = { up: true, links: 0, looks: 0 };
  const offline = () => Promise.reject(new ApiError('unavailable', 'no network'));
  const auth = {
    createLink: () => {
      if (!net.up) return offline();
      net.links++;
      const expiresAt = clock.now() + serverAheadMs + 120_000;
      return Promise.resolve({ id: `link-${net.links}`, token: `token-${net.links}`, expiresAt, addresses });
    },
    sessions: () => {
      net.looks++;
      return net.up ? Promise.resolve({ sessions }) : offline();
    },
  };
  const link = new PhoneLink({ api: { auth }, clock, origin });
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      clock.pass(1000);
      await settle();
    }
  };
  const signIn = (by: string | null): void => {
    const at = clock.now();
    const times = { createdAt: at, lastSeenAt: at, expiresAt: at + 1 };
    sessions.push({
      id: `session-${sessions.length}`,
      ...times,
      device: 'Chrome on Android',
      current: false,
      link: by,
    });
  };
  return { link, net, pass, signIn, look: () => link.getSnapshot() };
}

test('a link is counted down and runs out; another one takes its place', async () => {
  const { link, pass, look } = shown('http://rookery.test:4000');
  await link.make();
  expect(look()).toEqual({
    phase: 'ready',
    url: 'http://rookery.test:4000/phone#token-1',
    secondsLeft: 120,
  });
  await pass(119);
  expect(look()).toMatchObject({ phase: 'ready', secondsLeft: 1 });
  await pass(1);
  expect(look()).toEqual({ phase: 'expired' });
  await link.make();
  expect(look()).toMatchObject({ url: 'http://rookery.test:4000/phone#token-2', secondsLeft: 120 });
});

test("a server's clock that is wrong takes no time away", async () => {
  for (const aheadMs of [-3_600_000, 3_600_000]) {
    const { link, look } = shown('http://rookery.test', [], aheadMs);
    await link.make();
    expect(look()).toMatchObject({ phase: 'ready', secondsLeft: 120 });
  }
});

test('it says which device signed in by this very link, though the network was away for a while', async () => {
  const { link, net, pass, signIn, look } = shown('http://rookery.test');
  await link.make();
  signIn(null);
  await pass(4);
  expect(look()).toMatchObject({ phase: 'ready' });
  net.up = false;
  signIn('link-1');
  await pass(4);
  expect(look()).toMatchObject({ phase: 'ready' });
  net.up = true;
  await pass(2);
  expect(look()).toMatchObject({ phase: 'used', session: { id: 'session-1' } });
  const { looks } = net;
  await pass(10);
  expect(net.looks).toBe(looks);
});

test('at an address of this computer only it takes one that others can open, or says that there is none', async () => {
  for (const origin of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000']) {
    const known = shown(origin, ['http://192.0.2.7:4000']);
    await known.link.make();
    expect(known.look()).toMatchObject({ url: 'http://192.0.2.7:4000/phone#token-1' });
    const unknown = shown(origin);
    await unknown.link.make();
    expect(unknown.look()).toEqual({ phase: 'only-here' });
    await unknown.pass(10);
    expect(unknown.net.looks).toBe(0);
  }
});

test('what fails is said, and can be tried again; what is closed looks no more', async () => {
  const { link, net, pass, look } = shown('http://rookery.test');
  net.up = false;
  await link.make();
  expect(look()).toMatchObject({ phase: 'failed' });
  net.up = true;
  await link.make();
  expect(look()).toMatchObject({ phase: 'ready' });
  link.stop();
  await pass(10);
  expect(net.looks).toBe(0);
});
