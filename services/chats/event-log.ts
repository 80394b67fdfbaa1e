import type { CompiledQuery } from 'kysely';
import { rowLock, withValues } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomEventType } from '../../contracts/chats.ts';
import type { EventRow, RoomRow, Tx } from './schema.ts';

/** An event before it has its number. `data` is the object that goes out as `data`. */
export interface NewEvent {
  type: RoomEventType;
  by: string;
  at: number;
  data: object;
  target?: number;
}

/** Events of one room that a transaction stored: what the bus carries once it is committed. */
export interface RoomBatch {
  room: string;
  epoch: string;
  posts: number;
  first: number;
  /** Id of the event before the first; undefined: there is none. */
  before: string | undefined;
  types: string[];
  events: string[];
}

/** The bytes of an event, the same at every time: as it went out first, so it is read again. */
export function eventBytes(event: Omit<EventRow, 'target'>): string {
  const { room, seq, id, at, by, type, data } = event;
  // Ids and types are made here and need no escaping; `data` is JSON text already.
  return `{"t":"event","v":1,"room":"${room}","seq":${seq},"id":"${id}","at":${at},"by":"${by}","type":"${type}","data":${data}}`;
}

/** Locks rooms for the rest of the transaction, in one order, and gives their rows as they are now. */
export function lockRooms(tx: Tx, rooms: readonly string[]): CompiledQuery<RoomRow> {
  return tx
    .selectFrom('rooms')
    .selectAll()
    .where('id', 'in', rooms)
    .orderBy('id')
    .modifyEnd(rowLock(tx))
    .compile();
}

/** Locks one room; undefined when there is none. */
export async function lockRoom(tx: Tx, room: string): Promise<RoomRow | undefined> {
  return (await tx.executeQuery(lockRooms(tx, [room]))).rows[0];
}

/** The id of a room's newest event. */
export interface NewestId {
  room: string;
  id: string;
}

/**
 * The ids of rooms' newest events: which log they are in. A statement of its own, after the rooms' locks: one that takes
 * a lock, and waits for it, would find the newest of before.
 */
export function newestIds(tx: Tx, rooms: readonly string[]): CompiledQuery<NewestId> {
  return withValues(
    tx,
    'select e.room, e.id from rooms r join events e on e.room = r.id and e.seq = r.head where r.id in (',
    ['text'],
    rooms.map((room) => [room]),
    ')',
  );
}

/** Numbers events of a locked room and stores them; `row` is brought up to date. Messages go through `messages.ts`. */
export async function append(tx: Tx, row: RoomRow, events: readonly NewEvent[]): Promise<RoomBatch> {
  const first = row.head + 1;
  const [newest] = first === 1 ? [] : (await tx.executeQuery(newestIds(tx, [row.id]))).rows;
  const rows = events.map((event, i): EventRow => ({
    room: row.id,
    seq: first + i,
    id: newId(),
    type: event.type,
    by: event.by,
    at: event.at,
    target: event.target ?? null,
    data: JSON.stringify(event.data),
  }));
  await tx.insertInto('events').values(rows).execute();
  row.head += rows.length;
  await tx.updateTable('rooms').set({ head: row.head }).where('id', '=', row.id).execute();
  return {
    room: row.id,
    epoch: row.epoch,
    posts: row.posts,
    first,
    before: newest?.id,
    types: rows.map((event) => event.type),
    events: rows.map(eventBytes),
  };
}
