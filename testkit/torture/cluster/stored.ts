/** The store at the end, read from PostgreSQL without any of the product's code: a fault there cannot hide itself here. */
import pg from 'pg';
import type { StoredRoom } from '../../checker/history.ts';
import { tablesOfRooms } from '../../tables-of-rooms.ts';
import { frameOf, type EventRow } from '../stored.ts';

/** All rooms of the database of `chats`. */
export async function readPostgres(url: string): Promise<StoredRoom[]> {
  const client = await connected(url);
  const rows = async <T>(text: string, room?: string) =>
    (await client.query(text, room === undefined ? [] : [room])).rows as T[];
  try {
    const stored: StoredRoom[] = [];
    for (const { id, epoch, head } of await rows<{ id: string; epoch: string; head: number }>(
      'select id, epoch, head from rooms',
    )) {
      const events = await rows<EventRow>(
        'select seq, id, at, "by", type, data from events where room = $1 order by seq',
        id,
      );
      const messages = await rows<StoredRoom['messages'][number]>(
        'select seq, n, "by", "key", body from messages where room = $1 order by seq',
        id,
      );
      const members = await rows<{ user: string }>('select "user" from memberships where room = $1', id);
      stored.push({
        room: id,
        epoch,
        head,
        events: events.map((row) => {
          const { seq, type, by } = row;
          return { seq, id: row.id, type, by, frame: frameOf(id, row) };
        }),
        messages,
        members: members.map(({ user }) => user),
      });
    }
    return stored;
  } finally {
    await client.end();
  }
}

/** Rooms that are not there any more, though rows of theirs are. */
export async function readPostgresLeftovers(url: string): Promise<string[]> {
  const client = await connected(url);
  try {
    const left = new Set<string>();
    for (const table of tablesOfRooms) {
      const { rows } = await client.query<{ room: string }>(
        `select distinct room from ${table} where room not in (select id from rooms)`,
      );
      for (const { room } of rows) left.add(room);
    }
    return [...left];
  } finally {
    await client.end();
  }
}

async function connected(url: string): Promise<pg.Client> {
  // All its large numbers are counts and times.
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  return client;
}
