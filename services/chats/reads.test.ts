// Tries D5.3.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { eventually } from '../../testkit/eventually.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { acceptInvite, createInvite } from './invites.ts';
import { storePosts } from './messages.ts';
import { PosterReads } from './reads.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';
import { UntoldReads } from './untold-reads.ts';

const limits = readLimits({});
const minute = 60_000;
const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

const clock = new ManualClock();
const unexpected = (error: unknown) => {
  throw error;
};
let rooms = 0;
/** A poster and a reader of this test alone, in a room of the poster's. */
let [poster, reader, room] = ['', '', ''];
beforeEach(async () => {
  [poster, reader] = [`poster-${++rooms}`, `reader-${rooms}`];
  room = (await createRoom(changes, limits, poster, 'Garden', clock.now())).id;
  const who = { user: poster, username: poster, room };
  const { token } = await createInvite(changes, limits, who, {}, clock.now());
  await acceptInvite(changes, limits, reader, token, clock.now());
});

let keys = 0;
/** Stores a post as a replica does that tells nobody of the read position afterwards. */
async function post(by = poster) {
  const wanted = { room, by, key: `key-${++keys}`, body: 'hello' };
  const [posted] = await changes.run((tx, told) => storePosts(tx, told, [wanted], 'secret', clock.now()));
  if (!posted || !('seq' in posted)) throw new Error('the post was refused');
  return posted;
}
/** What a user's devices were told that they read. */
async function toldTo(user: string): Promise<unknown[]> {
  const entries = await database.query
    .selectFrom('me_log')
    .select('data')
    .where('user', '=', user)
    .where('type', '=', 'read')
    .orderBy('seq')
    .execute();
  return entries.map(({ data }) => JSON.parse(data) as unknown);
}
async function whileRunning(work: (reads: UntoldReads) => Promise<void>) {
  const reads = new UntoldReads(changes, clock, unexpected);
  reads.start();
  await work(reads);
  await clock.advance(1000);
  await reads.stop();
}

test('what could not be written is written later, once, and never back', async () => {
  let failures = 0;
  const failing = {
    run: ((work) => {
      if (failures-- > 0) return Promise.reject(new Error('database or disk is full'));
      return changes.run(work);
    }) as Changes['run'],
  };
  const problems: unknown[] = [];
  const reads = new PosterReads(failing as Changes, clock, 1000, (error) => problems.push(error));
  reads.start();
  failures = 2;
  reads.posted(poster, room, 5, 4);
  reads.posted(reader, room, 6, 5);
  await clock.advance(1000);
  reads.posted(poster, room, 9, 8);
  await clock.advance(1000);
  reads.posted(reader, room, 3, 2);
  expect(problems).toHaveLength(2);
  await clock.advance(1000);
  await reads.stop();
  await eventually(async () => {
    expect(await toldTo(poster)).toEqual([{ room, seq: 9, n: 8 }]);
    expect(await toldTo(reader)).toEqual([{ room, seq: 6, n: 5 }]);
  });
});

test('what a replica stored and died before it told is told when somebody misses it, to its poster alone', async () => {
  const { seq, n } = await post();
  await whileRunning(async (reads) => reads.missed([poster, reader, 'a stranger']));
  expect(await toldTo(poster)).toEqual([{ room, seq, n }]);
  expect(await toldTo(reader)).toEqual([]);
  expect(await toldTo('a stranger')).toEqual([]);
});

test('nothing is told twice, however often it is asked; what came after is told then', async () => {
  await post();
  await whileRunning(async (reads) => reads.missed([poster]));
  await whileRunning(async (reads) => reads.missed([poster]));
  expect(await toldTo(poster)).toHaveLength(1);
  const { seq, n } = await post();
  await whileRunning(async (reads) => reads.missed([poster]));
  expect(await toldTo(poster)).toEqual([expect.anything(), { room, seq, n }]);
});

test('it is looked for those who are asked about, and not for what is long past', async () => {
  await post();
  await post(reader);
  await whileRunning(async (reads) => reads.missed([reader]));
  expect(await toldTo(poster)).toEqual([]);
  expect(await toldTo(reader)).toHaveLength(1);
  await clock.advance(11 * minute);
  await whileRunning(async (reads) => reads.missed([poster]));
  expect(await toldTo(poster)).toEqual([]);
});

test('a store that fails keeps nobody from asking again', async () => {
  const { seq, n } = await post();
  let failures = 1;
  const failing = {
    database,
    run: ((work) => {
      if (failures-- > 0) return Promise.reject(new Error('database or disk is full'));
      return changes.run(work);
    }) as Changes['run'],
  };
  const problems: unknown[] = [];
  const reads = new UntoldReads(failing as Changes, clock, (error) => problems.push(error));
  reads.start();
  reads.missed([poster]);
  await clock.advance(1000);
  await eventually(() => expect(problems).toHaveLength(1));
  await clock.advance(1000);
  await reads.stop();
  expect(await toldTo(poster)).toEqual([{ room, seq, n }]);
});
