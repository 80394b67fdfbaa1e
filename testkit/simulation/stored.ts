import { eventBytes } from '../../services/chats/event-log.ts';
import type { StoredRoom } from '../checker/history.ts';
import { tablesOfRooms } from '../tables-of-rooms.ts';
import type { Disk } from './disk.ts';

/** Rooms that are not there any more, though rows of theirs are. */
export async function leftovers({ store }: Disk): Promise<string[]> {
  const rooms = store.selectFrom('rooms').select('id');
  const left = await Promise.all(
    tablesOfRooms.map((table) =>
      store.selectFrom(table).select('room').distinct().where('room', 'not in', rooms).execute(),
    ),
  );
  return [...new Set(left.flat().map(({ room }) => room))];
}

/** What stands in own logs for the name of a room that was deleted. */
const noName = '…';

/** Users whose own log still has the name of a room that is not there any more. */
export async function namesKept({ store }: Disk): Promise<string[]> {
  const there = new Set((await store.selectFrom('rooms').select('id').execute()).map(({ id }) => id));
  const joined = await store
    .selectFrom('me_log')
    .select(['user', 'data'])
    .where('type', '=', 'room.joined')
    .execute();
  return joined.flatMap(({ user, data }) => {
    const { room } = JSON.parse(data) as { room: { id: string; name: string } };
    return there.has(room.id) || room.name === noName ? [] : [`${user} still has the name of ${room.id}`];
  });
}

/** All rooms as the store holds them, read past everything that may be broken. */
export async function storedRooms({ store }: Disk): Promise<StoredRoom[]> {
  const rooms = await store.selectFrom('rooms').select(['id', 'epoch', 'head']).orderBy('id').execute();
  return Promise.all(
    rooms.map(async ({ id, epoch, head }) => {
      const events = await store
        .selectFrom('events')
        .selectAll()
        .where('room', '=', id)
        .orderBy('seq')
        .execute();
      const messages = await store
        .selectFrom('messages')
        .select(['seq', 'n', 'by', 'key', 'body'])
        .where('room', '=', id)
        .orderBy('seq')
        .execute();
      const members = await store.selectFrom('memberships').select('user').where('room', '=', id).execute();
      return {
        room: id,
        epoch,
        head,
        events: events.map((row) => ({
          seq: row.seq,
          id: row.id,
          type: row.type,
          by: row.by,
          frame: eventBytes(row),
        })),
        messages,
        members: members.map(({ user }) => user),
      };
    }),
  );
}
