import { eventBytes } from '../../services/chats/event-log.ts';
import type { StoredRoom } from '../checker/history.ts';
import type { Disk } from './disk.ts';

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
