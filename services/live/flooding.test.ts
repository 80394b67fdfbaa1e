// Tries D9.1, D9.2, D10.2.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Message } from '../../contracts/chats.ts';
import { connect, gather, newcomer, newKey, post, refusedPost } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { handshake, type TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

const inFlight = 4;
let world: World;
beforeAll(
  async () => void (world = await startWorld({ env: { ROOKERY_LIMIT_IN_FLIGHT_POSTS: String(inFlight) } })),
);
afterAll(() => world.stop());

interface Sent {
  room: string;
  key: string;
  body: string;
}

function makePosts(room: string, count: number): Sent[] {
  return Array.from({ length: count }, (_, i) => ({ room, key: newKey(), body: `burst ${i}` }));
}

/** Sends the posts without waiting, so that they reach the server together. */
function sendAll(socket: TestSocket, posts: readonly Sent[]): void {
  for (const one of posts) socket.send({ t: 'post', ...one });
}

/** Sends them all; how each was answered: `ack`, or the code of its refusal. */
async function burst(socket: TestSocket, posts: readonly Sent[]): Promise<string[]> {
  const before = socket.all.length;
  sendAll(socket, posts);
  for (;;) {
    const frames = socket.all.slice(before);
    const answers = frames.filter((frame) => frame.t === 'ack' || frame.t === 'refused');
    for (const answer of answers) if (answer.t === 'refused') expect(answer.retryAfterMs).toBeNumber();
    const byKey = new Map(answers.map((answer) => [answer.key, answer.t === 'ack' ? 'ack' : answer.code]));
    if (posts.every(({ key }) => byKey.has(key))) return posts.map(({ key }) => byKey.get(key) ?? '');
    await socket.settled();
  }
}

async function history(person: Person, room: string): Promise<Message[]> {
  return (await person.chats.messages({ params: { room }, query: { limit: 200 } })).messages;
}

test('beyond the posts that may be in flight the next is refused, and those behind it too', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const posts = makePosts(room.id, 10);
  const answers = await burst(socket, posts);
  expect(answers.slice(0, 5)).toEqual(['ack', 'ack', 'ack', 'ack', 'too_many_in_flight']);
  expect(new Set(answers.slice(5))).toEqual(new Set(['after_refused']));
  expect((await history(owner, room.id)).map(({ key }) => key)).toEqual(
    posts.slice(0, 4).map(({ key }) => key),
  );
});

test('a room waits for the refused key; other rooms do not', async () => {
  const { room, owner } = await gather(world, 0);
  const attic = await owner.room('Attic');
  const socket = await connect(owner);
  const posts = makePosts(room.id, 6);
  expect((await burst(socket, posts)).slice(4)).toEqual(['too_many_in_flight', 'after_refused']);
  const [first, second] = posts.slice(4) as [Sent, Sent];

  expect(await refusedPost(socket, room.id, 'later')).toMatchObject({ code: 'after_refused' });
  expect(await refusedPost(socket, room.id, second.body, second.key)).toMatchObject({
    code: 'after_refused',
  });
  expect(await post(socket, attic.id, 'elsewhere')).toMatchObject({ seq: attic.head + 1 });

  await post(socket, room.id, first.body, first.key);
  await post(socket, room.id, second.body, second.key);
  await post(socket, room.id, 'at last');
  const bodies = (await history(owner, room.id)).map(({ body }) => body);
  expect(bodies).toEqual([...posts.map(({ body }) => body), 'at last']);
});

test("a new socket owes nothing to the old one's refusals", async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  await burst(socket, makePosts(room.id, 5));
  expect(await refusedPost(socket, room.id, 'later')).toMatchObject({ code: 'after_refused' });
  const other = await connect(owner);
  await post(other, room.id, 'by another way');
});

test('who sends again from the refused post on has everything stored once and in order', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const posts = makePosts(room.id, 10);
  let rest = posts;
  while (rest.length > 0) {
    const answers = await burst(socket, rest);
    const failed = answers.findIndex((answer) => answer !== 'ack');
    rest = failed < 0 ? [] : rest.slice(failed);
  }
  const messages = await history(owner, room.id);
  expect(messages.map(({ body }) => body)).toEqual(posts.map(({ body }) => body));
});

test('a socket that floods far beyond that is closed; nothing acknowledged is lost, nobody else disturbed', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const [socket, theirs] = await Promise.all([connect(owner), connect(friend)]);
  const posts = makePosts(room.id, 40 * inFlight);
  sendAll(socket, posts);
  expect(await socket.closed).toMatchObject({ code: 4009, reason: 'flooding' });
  const acked = socket.all.flatMap((frame) => (frame.t === 'ack' ? [[frame.key, frame.seq]] : []));
  await post(theirs, room.id, 'quiet');

  const messages = await history(owner, room.id);
  const stored = messages.map(({ key, seq }) => [key, seq]);
  expect(stored).toEqual(expect.arrayContaining(acked));
  const mine = messages.filter(({ by }) => by === owner.id).map(({ key }) => key);
  expect(mine).toEqual(posts.slice(0, mine.length).map(({ key }) => key));
  expect(mine.length).toBeLessThanOrEqual(4 * inFlight);
});

test('refusals of whatever kind count as flooding', async () => {
  const { room } = await gather(world, 0);
  const stranger = await newcomer(world);
  const socket = await connect(stranger);
  sendAll(socket, makePosts(room.id, 40 * inFlight));
  expect(await socket.closed).toMatchObject({ code: 4009 });
});

test('who floods again and again is not let in for a while; their other socket and other people are', async () => {
  const strict = await startWorld({
    env: { ROOKERY_RATE_LIMITS: 'on', ROOKERY_LIMIT_IN_FLIGHT_POSTS: String(inFlight) },
  });
  try {
    const { room, owner, others } = await gather(strict);
    const [friend] = others as [Person];
    const quiet = await connect(owner);
    for (let times = 0; times < 2; times++) {
      const socket = await connect(owner);
      sendAll(socket, makePosts(room.id, 40 * inFlight));
      expect(await socket.closed).toMatchObject({ code: 4009 });
    }
    expect(await handshake(strict, { cookie: owner.cookie })).toBe(429);
    expect(await handshake(strict, { cookie: friend.cookie })).toBe(101);
    await post(quiet, room.id, 'still here');
  } finally {
    await strict.stop();
  }
});
