/**
 * The store as it is on the disk at the end, read without any of the product's code: a fault there cannot hide itself
 * here. Only its tables are known, and how the bytes of an event are written.
 */
import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import type { StoredRoom } from '../checker/history.ts';
import type { MentionRows } from '../checker/mentions.ts';
import { tablesOfRooms } from '../tables-of-rooms.ts';

/** A row of the table of events. */
export interface EventRow {
  seq: number;
  id: string;
  at: number;
  by: string;
  type: string;
  data: string;
}

/** The bytes of an event as it is sent. */
export function frameOf(room: string, { seq, id, at, by, type, data }: EventRow): string {
  const head = JSON.stringify({ t: 'event', v: 1, room, seq, id, at, by, type });
  return `${head.slice(0, -1)},"data":${data}}`;
}

/** All rooms of a data folder whose server has ended. Throws when SQLite finds a store damaged. */
export function readStore(dataFolder: string): StoredRoom[] {
  const database = new Database(join(dataFolder, 'chats.sqlite'), { readonly: true });
  try {
    const sound = database.query('pragma integrity_check').all();
    if (JSON.stringify(sound) !== '[{"integrity_check":"ok"}]')
      throw new Error(`the store is damaged: ${JSON.stringify(sound)}`);
    const rooms = database.query<{ id: string; epoch: string; head: number }, []>(
      'select id, epoch, head from rooms',
    );
    const events = database.query<EventRow, [string]>(
      'select seq, id, at, "by", type, data from events where room = ? order by seq',
    );
    const messages = database.query<StoredRoom['messages'][number], [string]>(
      'select seq, n, "by", "key", body from messages where room = ? order by seq',
    );
    const members = database.query<{ user: string }, [string]>(
      'select "user" from memberships where room = ?',
    );
    return rooms.all().map(({ id, epoch, head }) => ({
      room: id,
      epoch,
      head,
      events: events.all(id).map((row) => {
        const { seq, type, by } = row;
        return { seq, id: row.id, type, by, frame: frameOf(id, row) };
      }),
      messages: messages.all(id),
      members: members.all(id).map(({ user }) => user),
    }));
  } finally {
    database.close();
  }
}

/** Rooms that are not there any more, though rows of theirs are; also while the server runs. */
export function readLeftovers(dataFolder: string): string[] {
  const database = new Database(join(dataFolder, 'chats.sqlite'), { readonly: true });
  try {
    const left = tablesOfRooms.flatMap((table) =>
      database
        .query<{ room: string }, []>(
          `select distinct room from ${table} where room not in (select id from rooms)`,
        )
        .all(),
    );
    return [...new Set(left.map(({ room }) => room))];
  } finally {
    database.close();
  }
}

/** What a store whose server has ended holds about mentions. */
export function readMentions(dataFolder: string): MentionRows {
  const database = new Database(join(dataFolder, 'chats.sqlite'), { readonly: true });
  const all = <Row>(statement: string) => database.query<Row, []>(statement).all();
  try {
    const begins = all<{ user: string; first: number }>(
      'select "user", min(seq) as first from me_log group by "user"',
    );
    return {
      messages: all('select room, seq, "by", body, rev from messages'),
      members: all('select room, "user", joined_seq from memberships'),
      mentions: all('select room, "user", seq from mentions'),
      told: all(`select "user", data from me_log where type = 'mention'`),
      cut: new Set(begins.flatMap(({ user, first }) => (first > 1 ? [user] : []))),
    };
  } finally {
    database.close();
  }
}
