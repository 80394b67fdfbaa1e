// Tries D8.2.
import { expect, test } from 'bun:test';
import { json } from '../../platform/answers.ts';
import { localBus } from '../../platform/bus-local.ts';
import { readLimits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { eventually } from '../../testkit/eventually.ts';
import { connect, newcomer } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { lossyBus } from '../../testkit/lossy-bus.ts';
import { seededRandom } from '../../testkit/random.ts';
import { createPeers } from './peers.ts';
import { Revocations, type Ended } from './revocations.ts';

/** Within so long a sign-out closes sockets while `auth` answers, whatever the bus does. */
const promisedMs = 5000;
const revoked = [{ seq: 1, user: 'user-anna', session: 'session-1' }];
const quietBus = () => lossyBus(seededRandom(1), () => ({ lost: 100, doubled: 0, late: 0 }));

/** What one `live` hears of `auth` alone. `answer` is given how often it was asked before, and for what after which. */
function listening(
  clock: ManualClock,
  answer: (asked: number, after: string | null) => Response | Promise<Response>,
) {
  const ended: Ended[] = [];
  const log = createLog('silent');
  let asked = 0;
  const fetch = ({ url }: Request) => answer(asked++, new URL(url).searchParams.get('after'));
  const services = { auth: fetch, chats: fetch };
  const peers = createPeers({ services, secret: new Uint8Array(32), clock, log, limits: readLimits({}) });
  const bus = localBus(() => undefined);
  const revocations = new Revocations(
    { bus, clock, log, peers, busHeardAt: () => 0 },
    (one) => ended.push(one),
    () => undefined,
  );
  revocations.start();
  return { revocations, ended };
}

test('a question that nobody answers holds up no later one', async () => {
  const clock = new ManualClock();
  const { revocations, ended } = listening(clock, (asked) => {
    if (asked === 0) return json(200, { head: 0, revoked: [] });
    // One of two replicas of `auth` stands still.
    return asked % 2 === 1 ? new Promise<Response>(() => undefined) : json(200, { head: 1, revoked });
  });
  await revocations.following();
  await clock.advance(promisedMs);
  expect(ended).toContainEqual(expect.objectContaining({ session: 'session-1' }));
});

test('a log that is shorter than it was is read from its end on', async () => {
  const clock = new ManualClock();
  const positions: (string | null)[] = [];
  const { revocations } = listening(clock, (asked, after) => {
    positions.push(after);
    return json(200, { head: asked === 0 ? 7 : 2, revoked: [] });
  });
  await revocations.following();
  await clock.advance(promisedMs);
  expect(positions).toEqual([null, '7', '2']);
});

test('a sign-in that was verified before the first look at what ended does not go on when it ends', async () => {
  const clock = new ManualClock();
  let isAway = true;
  const world = await startLiveWorld(quietBus(), {}, { clock, authIsAway: () => isAway });
  try {
    isAway = false;
    const ana = await newcomer(world);
    const socket = await connect(ana);
    await ana.auth.logout();
    await clock.advance(promisedMs);
    expect(await socket.closed).toMatchObject({ code: 4001 });
  } finally {
    await world.stop();
  }
});

test('nobody is let in while ends of sign-ins cannot be followed', async () => {
  const clock = new ManualClock();
  const { revocations } = listening(clock, () => new Response('no gateway', { status: 502 }));
  await expect(revocations.following()).rejects.toMatchObject({ code: 'unavailable' });
});

test('more ends than one answer holds are all read within the promised time', async () => {
  const clock = new ManualClock();
  const ends = 3000;
  const { revocations, ended } = listening(clock, (_, after) => {
    if (after === null) return json(200, { head: 0, revoked: [] });
    const rest = Array.from({ length: ends }, (_, i) => ({
      seq: i + 1,
      user: 'user-anna',
      session: `session-${i}`,
    }));
    const page = rest.slice(Number(after), Number(after) + 200);
    return json(200, { head: page.at(-1)?.seq ?? ends, revoked: page });
  });
  await revocations.following();
  await clock.advance(2000);
  await eventually(() => expect(ended).toHaveLength(ends));
});
