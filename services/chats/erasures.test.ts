// Tries D11.2.
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { chats, type Room } from '../../contracts/chats.ts';
import { client } from '../../contracts/client.ts';
import { localBus } from '../../platform/bus-local.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import { identityHeader, signIdentity } from '../../platform/identity.ts';
import { readLimits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { eventually } from '../../testkit/eventually.ts';
import { testStore } from '../../testkit/store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { ChatsTables } from './schema.ts';
import { create } from './service.ts';

const secret = new Uint8Array(32).fill(9);
const name = 'A name that was deleted';
/** Several steps of each kind. */
const members = 1_200;
const messages = 1_700;
const tables = [
  'memberships',
  'events',
  'messages',
  'keys',
  'mentions',
  'removals',
  'invites',
  'erasures',
] as const;

let folder: string;
let store: Database<ChatsTables>;
const services: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = tempFolder();
  store = await testStore<ChatsTables>('chats', folder);
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
  await store.close();
  removeTemp(folder);
});

/** A replica of `chats`; `dies` is asked before each transaction whether it comes to an end there, `fails` after it. */
async function replica(dies = () => false, fails = () => false) {
  const database = await testStore<ChatsTables>('chats', folder);
  const service = create({
    database: {
      ...database,
      transaction: async (work) => {
        if (dies()) return new Promise(() => undefined);
        const done = await database.transaction(work);
        if (fails()) throw new Error('the connection to the store broke');
        return done;
      },
    },
    bus: localBus(() => undefined),
    clock: systemClock,
    secret,
    log: createLog('silent'),
    metrics: createMetrics('chats'),
    limits: readLimits({}),
    publicAddress: () => '',
  });
  await service.start();
  const as = (user: string) =>
    client(chats, {
      fetch: (request) => service.fetch(request),
      base: 'http://chats.internal',
      headers: () => ({
        [identityHeader]: signIdentity(
          {
            caller: 'gateway',
            user: { id: user, username: user, role: 'member' },
            session: 'session-1',
          },
          secret,
          Date.now(),
        ),
      }),
    });
  return { service, database, as };
}

const user = (i: number) => `user-${String(i).padStart(6, '0')}`;
const owner = user(0);

/** Fills a room as if many had joined it and written in it. */
async function fill(room: Room): Promise<void> {
  const joined = JSON.stringify({ room });
  const id = room.id;
  await store.transaction(async (tx) => {
    for (let from = 1; from < members; from += 100) {
      const some = Array.from({ length: Math.min(100, members - from) }, (_, i) => user(from + i));
      const member = { role: 'member', joined_at: 0, history_from: 1, notify: 'all' } as const;
      await tx
        .insertInto('memberships')
        .values(
          some.map((one) => ({ ...member, room: id, user: one, joined_seq: 1, read_seq: 1, read_n: 0 })),
        )
        .execute();
      await tx
        .insertInto('events')
        .values(
          some.map((one, i) => ({
            room: id,
            seq: 1 + from + i,
            id: `event-${from + i}`,
            type: 'member.joined',
            by: one,
            at: 0,
            target: null,
            data: JSON.stringify({ user: one }),
          })),
        )
        .execute();
      await tx
        .insertInto('me_log')
        .values(some.map((one) => ({ user: one, seq: 1, type: 'room.joined', at: 0, data: joined })))
        .execute();
      await tx
        .insertInto('me_heads')
        .values(some.map((one) => ({ user: one, head: 1 })))
        .execute();
    }
    for (let from = 0; from < messages; from += 100) {
      const some = Array.from({ length: 100 }, (_, i) => ({ seq: members + 1 + from + i, n: 1 + from + i }));
      await tx
        .insertInto('messages')
        .values(
          some.map(({ seq, n }) => ({
            room: id,
            seq,
            n,
            by: owner,
            at: 0,
            key: `key-${n}`,
            body: 'canary',
            rev: 1,
            edited_at: null,
            deleted_at: null,
            thread_root: null,
            files: null,
          })),
        )
        .execute();
      await tx
        .insertInto('keys')
        .values(
          some.map(({ seq, n }) => ({ room: id, by: owner, key: `key-${n}`, fingerprint: '', seq, at: 0 })),
        )
        .execute();
      await tx
        .insertInto('mentions')
        .values(some.map(({ seq }) => ({ room: id, user: user(1), seq })))
        .execute();
    }
    await tx.insertInto('removals').values({ room: id, user: 'somebody', at: 0 }).execute();
    await tx
      .updateTable('rooms')
      .set({ head: members + messages, posts: messages, members })
      .execute();
  });
}

async function left(room: string): Promise<Record<string, number>> {
  const counts = await Promise.all(
    tables.map(async (table) => {
      const rows = await store.query.selectFrom(table).select('room').where('room', '=', room).execute();
      return [table, rows.length] as const;
    }),
  );
  return Object.fromEntries(counts);
}

const nothing = Object.fromEntries(tables.map((table) => [table, 0]));

/** Fails unless each member's own log tells of the deletion once, and no log has the name. */
async function expectTold(room: string): Promise<void> {
  const log = await store.query.selectFrom('me_log').selectAll().execute();
  const told = log.filter(({ type, data }) => type === 'room.left' && data.includes(room));
  expect(told.map((entry) => entry.user).toSorted()).toEqual(
    Array.from({ length: members }, (_, i) => user(i)),
  );
  expect(log.filter(({ data }) => data.includes(name))).toEqual([]);
}

test('a large room is deleted, with everything in it, and nothing of another one', async () => {
  const one = await replica();
  services.push(one.service);
  const room = await one.as(owner).createRoom({ body: { name } });
  await one.as(owner).createInvite({ params: { room: room.id }, body: {} });
  await fill(room);
  const other = await one.as(user(1)).createRoom({ body: { name: 'Another' } });
  await one.as(user(1)).postMessage({ params: { room: other.id }, body: { key: 'key-0001', body: 'stays' } });
  const before = await left(other.id);
  await one.as(owner).deleteRoom({ params: { room: room.id } });
  await eventually(async () => expect(await left(room.id)).toEqual(nothing));
  await expectTold(room.id);
  expect(await left(other.id)).toEqual(before);
  expect((await one.as(user(1)).rooms({ query: {} })).rooms.map(({ id }) => id)).toEqual([other.id]);
});

test('a room is gone for everybody at once, and what a crash left of it goes at the next start', async () => {
  let steps = Infinity;
  const dying = await replica(() => steps-- <= 0);
  const room = await dying.as(owner).createRoom({ body: { name } });
  const { token } = await dying.as(owner).createInvite({ params: { room: room.id }, body: {} });
  await fill(room);
  // The deletion itself, two steps with members, and one with events.
  steps = 1 + 3 + 1;
  void dying.as(owner).deleteRoom({ params: { room: room.id } });
  await eventually(() => expect(steps).toBeLessThan(0));
  const there = await left(room.id);
  expect(there).toMatchObject({ memberships: 0, messages, erasures: 1 });
  expect(there['events']).toBeGreaterThan(0);
  const params = { room: room.id };
  for (const somebody of [owner, user(1), 'a-stranger']) {
    const api = dying.as(somebody);
    await expect(api.room({ params })).rejects.toMatchObject({ code: 'not_found' });
    await expect(api.messages({ params, query: {} })).rejects.toMatchObject({ code: 'not_found' });
    await expect(api.previewInvite({ params: { token } })).rejects.toMatchObject({ code: 'room_deleted' });
    expect((await api.rooms({ query: {} })).rooms).toEqual([]);
  }

  const next = await replica();
  services.push(next.service);
  await eventually(async () => expect(await left(room.id)).toEqual(nothing));
  await expectTold(room.id);
  await expect(next.as(owner).acceptInvite({ params: { token } })).rejects.toMatchObject({
    code: 'room_deleted',
  });
  await dying.database.close();
});

test.each([
  ['the deletion itself', 0],
  ['a step of the erasure', 1],
])('members hear soon that a room is deleted, also where no answer came of %s', async (_, at) => {
  let before = Infinity;
  const one = await replica(undefined, () => before-- === 0);
  services.push(one.service);
  const room = await one.as(owner).createRoom({ body: { name } });
  await fill(room);
  before = at;
  await one
    .as(owner)
    .deleteRoom({ params: { room: room.id } })
    .catch(() => undefined);
  await eventually(async () => expect(await left(room.id)).toEqual(nothing));
  await expectTold(room.id);
});
