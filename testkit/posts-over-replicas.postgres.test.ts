// Tries D2.1, D3.3, D10.1.
/** Posts over several replicas of `chats`: which one a post goes to never matters for what becomes of it. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { chats } from '../contracts/chats.ts';
import { client } from '../contracts/client.ts';
import type { Down } from '../contracts/live.ts';
import { identityHeader, signIdentity } from '../platform/identity.ts';
import { eventually } from './eventually.ts';
import { clusterSecret, startCluster, type ClusterWorld } from './cluster-world.ts';
import { connect, gather, newKey, wholeLog } from './gathering.ts';
import { Person } from './person.ts';
import type { TestSocket } from './socket.ts';

let world: ClusterWorld;
beforeAll(async () => {
  world = await startCluster();
  await new Person(world).claim('ada');
}, 60_000);
afterAll(() => world.stop(), 60_000);

/** Posts, again under the same key after each refusal that allows it; the seq in the end. */
async function insist(socket: TestSocket, room: string, body: string, key = newKey()): Promise<number> {
  for (;;) {
    const from = socket.all.length;
    socket.send({ t: 'post', room, key, body });
    let answer: Answer | undefined;
    await eventually(() => {
      answer = socket.all.slice(from).find((frame): frame is Answer => 'key' in frame && frame.key === key);
      expect(answer).toBeDefined();
    });
    if (answer?.t === 'ack') return answer.seq;
    if (answer?.retryAfterMs === undefined) throw new Error(answer?.code);
    await Bun.sleep(answer.retryAfterMs);
  }
}
type Answer = Extract<Down, { t: 'ack' | 'refused' }>;

test('a replica that dies amid posts to many rooms loses none and doubles none', async () => {
  const rooms = await Promise.all(Array.from({ length: 6 }, () => gather(world, 0)));
  const said = 12;
  const writing = rooms.map(async ({ room, owner }) => {
    const socket = await connect(owner);
    const seqs: number[] = [];
    // The next is sent before the last was answered, so that some are always under way.
    let last = Promise.resolve(0);
    for (let n = 0; n < said; n++) {
      const next = insist(socket, room.id, `${n}`);
      seqs.push(await last);
      last = next;
      await Bun.sleep(50);
    }
    await last;
    return seqs;
  });
  await Bun.sleep(200);
  await world.kill('chats', 1);
  await Promise.all(writing);
  for (const { room, owner } of rooms) {
    const log = await wholeLog(owner, room.id);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
    const bodies = log.flatMap((event) => (event.type === 'message.posted' ? [event.data.body] : []));
    expect(bodies.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: said }, (_, n) => `${n}`),
    );
  }
  await world.restart('chats', 1);
}, 60_000);

test('a replica that stands still amid posts holds up none of them, and doubles and reorders none when it goes on', async () => {
  const rooms = await Promise.all(Array.from({ length: 6 }, () => gather(world, 0)));
  const sockets = await Promise.all(rooms.map(({ owner }) => connect(owner)));
  /** Sends the next posts to every room, and gives what becomes of them. */
  let next = 0;
  const say = () => {
    const n = next++;
    return rooms.map(({ room }, i) => {
      const key = newKey();
      sockets[i]?.send({ t: 'post', room: room.id, key, body: `${n}` });
      return sockets[i]?.next('ack', (ack) => ack.key === key);
    });
  };
  await Promise.all(say());
  const { pid } = world.replicas('chats')[0] ?? { pid: 0 };
  process.kill(pid, 'SIGSTOP');
  try {
    // All at once, so that some are with it; then one after the other, as long as it stands still.
    await Promise.all(Array.from({ length: 10 }, say).flat());
    for (let i = 0; i < 10; i++) await Promise.all(say());
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await Promise.all(say());
  for (const socket of sockets) expect(socket.all.filter(({ t }) => t === 'refused')).toEqual([]);
  const posted = Array.from({ length: next }, (_, n) => `${n}`);
  for (const { room, owner } of rooms) {
    await eventually(async () => {
      const log = await wholeLog(owner, room.id);
      expect(log.flatMap((event) => (event.type === 'message.posted' ? [event.data.body] : []))).toEqual(
        posted,
      );
    });
  }
}, 60_000);

test('a post by REST is not held up by a replica that stands still', async () => {
  const rooms = await Promise.all(Array.from({ length: 6 }, () => gather(world, 0)));
  const { pid } = world.replicas('chats')[1] ?? { pid: 0 };
  process.kill(pid, 'SIGSTOP');
  try {
    for (const { room, owner } of rooms) {
      const { seq } = await owner.chats.postMessage({
        params: { room: room.id },
        body: { key: newKey(), body: 'hello' },
      });
      expect(seq).toBe(room.head + 1);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}, 60_000);

test('posts of one socket to one room are numbered in the order sent, whichever replicas take them', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const keys = Array.from({ length: 50 }, () => newKey());
  for (const key of keys) socket.send({ t: 'post', room: room.id, key, body: key });
  await Promise.all(keys.map((key) => socket.next('ack', (ack) => ack.key === key)));
  const log = await wholeLog(owner, room.id);
  const posted = log.flatMap((event) => (event.type === 'message.posted' ? [event.data.key] : []));
  expect(posted).toEqual(keys);
});

/** One replica of `chats`, as `live` calls it. */
function chatsAt(replica: number) {
  const secret = new TextEncoder().encode(clusterSecret);
  return client(chats, {
    fetch,
    base: `http://127.0.0.1:${world.replicas('chats')[replica]?.port}`,
    headers: () => ({ [identityHeader]: signIdentity({ caller: 'live' }, secret, Date.now()) }),
  });
}

test('the same key to two replicas at once is one message', async () => {
  const { room, owner } = await gather(world, 0);
  for (let n = 0; n < 10; n++) {
    const [key, body] = [newKey(), `both ${n}`];
    const answers = await Promise.all(
      [0, 1, 0, 1].map((replica) =>
        chatsAt(replica).posts({ body: { posts: [{ by: owner.id, room: room.id, key, body }] } }),
      ),
    );
    const seqs = answers.map(({ results: [result] }) => result && 'seq' in result && result.seq);
    expect(seqs).toEqual(seqs.map(() => room.head + n + 1));
  }
  const log = await wholeLog(owner, room.id);
  expect(log.filter(({ type }) => type === 'message.posted')).toHaveLength(10);
});
