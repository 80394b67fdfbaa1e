import type { Room } from '../../../contracts/chats.ts';
import type { RoomLine } from '../../../contracts/live.ts';

/** One of my rooms. Immutable: a change makes a new one. */
export interface MyRoom {
  id: string;
  name: string;
  /** The seq of the newest event. */
  head: number;
  epoch: string;
  /** How many messages were ever posted. */
  posts: number;
  /** My read position, a seq. */
  read: number;
  /** Messages after my read position: exact; joins, edits and my own posts never count. */
  unread: number;
  /** Seqs of messages after my read position that mention me, oldest first; a server of before does not tell. */
  mentions?: readonly number[];
  /** My role, how many members, since when; null until the room's full record has come. */
  role: Room['role'] | null;
  members: number | null;
  createdAt: number | null;
}

/** What of a room changes; `readN` is the ordinal of the last message I have read. */
export type RoomChange = Partial<
  Pick<MyRoom, 'name' | 'head' | 'posts' | 'read' | 'members' | 'mentions'>
> & {
  readN?: number;
};

/** The ordinal of the last message I have read. */
export function readNOf(room: MyRoom): number {
  return room.posts - room.unread;
}

/** A room after a change. */
export function changedRoom(mine: MyRoom, { readN, ...fields }: RoomChange): MyRoom {
  return counted({ ...mine, ...fields }, readN ?? readNOf(mine));
}

/**
 * A room by what the server's list says of it. `full` is its record where that came with it, `mine` what was in hand, and
 * `known` the same where it still counts: a read position in it that the server has not heard of yet is kept.
 */
export function roomByLine(
  line: RoomLine,
  full: Room | undefined,
  mine: MyRoom | undefined,
  known: MyRoom | undefined,
): MyRoom {
  const { id, name, epoch } = line;
  const behind = known !== undefined && line.head < known.head;
  const room: MyRoom = {
    id,
    name: behind ? known.name : name,
    epoch,
    head: Math.max(known?.head ?? 0, line.head),
    posts: Math.max(known?.posts ?? 0, line.posts),
    read: line.read,
    unread: 0,
    role: full?.role ?? mine?.role ?? null,
    members: full?.members ?? mine?.members ?? null,
    createdAt: full?.createdAt ?? mine?.createdAt ?? null,
  };
  // What came after the line was made, it cannot tell.
  const later = (known?.mentions ?? []).filter((seq) => !line.mentions || behind || seq > line.head);
  room.mentions = [...(line.mentions ?? []), ...later];
  let readN = line.posts - line.unread;
  if (known && known.read > line.read) {
    room.read = known.read;
    readN = Math.max(readN, readNOf(known));
  }
  return counted(room, readN);
}

/** Who has read up to the newest event has nothing unread, whatever the ordinals are. */
function counted(room: MyRoom, readN: number): MyRoom {
  const unread = (room.mentions ?? []).filter((seq) => seq > room.read);
  return {
    ...room,
    mentions: [...new Set(unread)].sort((a, b) => a - b),
    unread: room.read >= room.head ? 0 : Math.max(0, room.posts - readN),
  };
}
