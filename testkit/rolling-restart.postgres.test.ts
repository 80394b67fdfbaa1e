// Tries D3.2, D10.1.
/** Every replica of every service is ended in order and started again while people work: nobody notices. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { serviceNames } from '../platform/alone-settings.ts';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { eventsOf, expectSeqs, follow, gather, wholeLog } from './gathering.ts';
import type { Person } from './person.ts';
import type { TestSocket } from './socket.ts';

let world: ClusterWorld;
beforeAll(async () => {
  world = await startCluster({ count: { auth: 2, users: 2, chats: 2, live: 2, gateway: 2, web: 2 } });
}, 60_000);
afterAll(() => world.stop(), 60_000);

/** Repeats `work` until told to stop, and gathers what failed. */
function repeatedly(work: (n: number) => Promise<unknown>) {
  const failures: string[] = [];
  const stopping = new AbortController();
  const running = (async () => {
    let done = 0;
    for (; !stopping.signal.aborted; done++) {
      await work(done).catch((error: Error) => failures.push(`${done}: ${error.message}`));
      await Bun.sleep(20);
    }
    return done;
  })();
  return {
    failures,
    stop(): Promise<number> {
      stopping.abort();
      return running;
    },
  };
}

/** Follows a room as a browser does: comes back after every goodbye, from where it was. */
async function keepFollowing(person: Person, room: string, after: number, until: () => boolean) {
  const all: TestSocket[] = [];
  for (let at = after; !until();) {
    // A handshake that was refused is made again, as a browser would.
    const socket = await follow(person, room, { after: at }).catch(() => Bun.sleep(100));
    if (!socket) continue;
    all.push(socket);
    await socket.closed;
    at = eventsOf(socket, room).at(-1)?.seq ?? at;
  }
  return all;
}

test('requests and posts go on through a rolling restart of everything, and none fails', async () => {
  const { room, owner, others } = await gather(world, 1);
  const [friend] = others as [Person];
  let ended = false;
  const following = keepFollowing(friend, room.id, room.head, () => ended);
  const posted: number[] = [];
  const posting = repeatedly(async (n) => {
    const body = { key: `rolling-${n}`, body: `post ${n}` };
    posted.push((await owner.chats.postMessage({ params: { room: room.id }, body })).seq);
  });
  const reading = repeatedly(() => friend.chats.rooms());
  const profiles = repeatedly(() => friend.users.profile({ params: { user: owner.id } }));
  const pages = repeatedly(async () => {
    const { status } = await fetch(`${world.url}/`);
    if (status !== 200) throw new Error(`the page answered ${status}`);
  });
  for (const service of serviceNames) {
    for (const replica of [0, 1]) {
      expect(await world.end(service, replica)).toBe(0);
      await world.restart(service, replica);
      // The front door looks twice a second who is ready.
      await Bun.sleep(1000);
    }
  }
  const work = { posting, reading, profiles, pages };
  const failures = Object.fromEntries(Object.entries(work).map(([name, one]) => [name, one.failures]));
  for (const one of Object.values(work)) expect(await one.stop()).toBeGreaterThan(100);
  expect(failures).toEqual({ posting: [], reading: [], profiles: [], pages: [] });
  expect(posted).toEqual(posted.toSorted((a, b) => a - b));
  // The last goodbye ends the follower; what it missed since then is what a browser would be sent next.
  ended = true;
  for (const replica of [0, 1]) await world.kill('live', replica);
  const sockets = await following;
  for (const replica of [0, 1]) await world.restart('live', replica);
  const events = sockets.flatMap((socket) => eventsOf(socket, room.id));
  const rest = await follow(friend, room.id, { after: events.at(-1)?.seq ?? 0 });
  expectSeqs([...events, ...eventsOf(rest, room.id)], room.head + 1, room.head + posted.length);
  expect((await wholeLog(owner, room.id)).slice(room.head).map(({ seq }) => seq)).toEqual(posted);
}, 180_000);
