import type { Kysely } from 'kysely';
import { withValues } from '../../platform/db.ts';
import type { Told } from './changes.ts';
import { appendMe } from './me-log.ts';
import { amongMembers } from './membership.ts';
import type { ChatsTables, Tx } from './schema.ts';

/** People that one message can mention; further ones are only text. */
const mentionedMost = 50;
/** Seqs of a room's unread mentions that a client gets, the newest; its badge says `99+` from there on. */
const toldMost = 100;
/** Unread mentions of all rooms that are read at once. */
const readMost = 10_000;
/** Pairs in one statement. */
const perStatement = 500;

/** A message, and who is newly mentioned in it. */
export interface Mentioning {
  room: string;
  seq: number;
  by: string;
  users: readonly string[];
}

/** The ids in a text's `<@id>`, each once. */
export function mentionedIn(body: string): string[] {
  // Most texts mention nobody and are not searched any further.
  if (!body.includes('<@')) return [];
  const users = new Set<string>();
  for (const [, user] of body.matchAll(/<@([0-9a-z-]{8,64})>/g)) {
    if (user !== undefined) users.add(user);
    if (users.size === mentionedMost) break;
  }
  return [...users];
}

/**
 * Stores who is mentioned and tells them; who is not in the room, and the author, are passed over. The rooms are locked
 * already: nobody joins or leaves meanwhile, and people's own logs are locked after rooms everywhere.
 */
export async function storeMentions(
  tx: Tx,
  told: Told,
  messages: readonly Mentioning[],
  now: number,
): Promise<void> {
  const wanted = messages.flatMap(({ room, seq, by, users }) =>
    users.filter((user) => user !== by).map((user) => ({ room, seq, by, user })),
  );
  const found: typeof wanted = [];
  for (let i = 0; i < wanted.length; i += perStatement) {
    const some = wanted.slice(i, i + perStatement);
    const pairs = some.map(({ room, user }) => [room, user] as const);
    const { rows } = await tx.executeQuery(amongMembers(tx, pairs));
    const members = new Set(rows.map(({ room, user }) => `${room} ${user}`));
    const present = some.filter(({ room, user }) => members.has(`${room} ${user}`));
    if (present.length === 0) continue;
    found.push(...present);
    await tx.executeQuery(
      withValues(
        tx,
        'insert into mentions (room, "user", seq)',
        ['text', 'text', 'bigint'],
        present.map(({ room, user, seq }) => [room, user, seq]),
        'on conflict do nothing',
      ),
    );
  }
  const entries = found.map(({ room, seq, by, user }) => ({
    user,
    type: 'mention' as const,
    data: { room, seq, by },
  }));
  told.me.push(...(await appendMe(tx, now, entries)));
}

/** Forgets that a message mentioned these people. */
export async function forgetMentions(
  tx: Tx,
  { room, seq }: { room: string; seq: number },
  users: readonly string[],
): Promise<void> {
  if (users.length === 0) return;
  await tx
    .deleteFrom('mentions')
    .where('room', '=', room)
    .where('user', 'in', users)
    .where('seq', '=', seq)
    .execute();
}

/** Seqs of the messages after a person's read positions that mention them, by room, oldest first. */
export async function unreadMentions(
  query: Kysely<ChatsTables>,
  user: string,
  rooms: readonly string[],
): Promise<Map<string, number[]>> {
  if (rooms.length === 0) return new Map();
  const rows = await query
    .selectFrom('mentions as x')
    .innerJoin('memberships as m', (join) =>
      join.onRef('m.room', '=', 'x.room').onRef('m.user', '=', 'x.user'),
    )
    .select(['x.room', 'x.seq'])
    .where('x.user', '=', user)
    .where('x.room', 'in', rooms)
    .whereRef('x.seq', '>', 'm.read_seq')
    .orderBy('x.seq', 'desc')
    .limit(readMost)
    .execute();
  const byRoom = new Map<string, number[]>();
  for (const [room, some] of Map.groupBy(rows, (row) => row.room)) {
    byRoom.set(
      room,
      some
        .slice(0, toldMost)
        .map(({ seq }) => seq)
        .toReversed(),
    );
  }
  return byRoom;
}
