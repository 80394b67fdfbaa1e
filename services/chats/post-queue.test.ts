// Tries D10.2.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { PostQueue } from './post-queue.ts';
import { PosterReads } from './reads.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const limits = readLimits({});
const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

/** A queue over a store whose first commits fail, as on a full disk, and what it was told was posted. */
function queueOf(failures: number, postsPerCommit: number) {
  let left = failures;
  const posted: string[] = [];
  const failing = {
    run: ((work) => {
      if (left-- > 0) return Promise.reject(new Error('database or disk is full'));
      return changes.run(work);
    }) as Changes['run'],
  };
  const queue = new PostQueue({
    changes: failing as Changes,
    clock: systemClock,
    log: createLog('silent'),
    limits: { postQueue: 100, postsPerCommit },
    secret: 'a secret',
    onPosted: (post) => posted.push(post.key),
  });
  return { queue, posted };
}

const answered = (answer: unknown): unknown => (answer instanceof ApiError ? answer.code : 'stored');

test('what waited for a later commit does not go before what its sender will try again', async () => {
  const room = (await createRoom(changes, limits, 'anna', 'Garden', 1)).id;
  const other = (await createRoom(changes, limits, 'anna', 'Attic', 1)).id;
  const bobs = (await createRoom(changes, limits, 'bob', 'Cellar', 1)).id;
  // The batch fails, and then its one post by itself.
  const { queue } = queueOf(2, 1);
  const post = (by: string, where: string, key: string) => queue.post({ by, room: where, key, body: key });
  const answers = await Promise.all([
    post('anna', room, 'first-key'),
    post('anna', room, 'second-key'),
    post('anna', other, 'elsewhere'),
    post('bob', bobs, 'of another'),
    post('anna', room, 'third-key'),
  ]);
  expect(answers.map(answered)).toEqual([
    'unavailable',
    'after_refused',
    'stored',
    'stored',
    'after_refused',
  ]);
  for (const answer of [answers[1], answers[4]]) expect(answer).toHaveProperty('retryAfterMs');
  const again = await Promise.all([post('anna', room, 'first-key'), post('anna', room, 'second-key')]);
  expect(again).toEqual([expect.objectContaining({ n: 1 }), expect.objectContaining({ n: 2 })]);
});

test('a post that comes again is told of too: the answer to its commit may have been lost', async () => {
  const room = (await createRoom(changes, limits, 'anna', 'Garden', 1)).id;
  const { queue, posted } = queueOf(0, 10);
  const post = () => queue.post({ by: 'anna', room, key: 'same-key', body: 'hello' });
  expect(await post()).toMatchObject({ fresh: true });
  expect(await post()).toMatchObject({ fresh: false });
  expect(posted).toEqual(['same-key', 'same-key']);
});

test('a post that comes again does not move back what other devices hear was read', async () => {
  const room = (await createRoom(changes, limits, 'cleo', 'Garden', 1)).id;
  const reads = new PosterReads(changes, systemClock, 1000, () => undefined);
  reads.posted('cleo', room, 5, 4);
  reads.posted('cleo', room, 2, 1);
  await reads.stop();
  const entries = await database.query
    .selectFrom('me_log')
    .select('data')
    .where('user', '=', 'cleo')
    .where('type', '=', 'read')
    .execute();
  expect(entries.map(({ data }) => JSON.parse(data) as unknown)).toEqual([{ room, seq: 5, n: 4 }]);
});
