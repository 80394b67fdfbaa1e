import type { Account } from '../../contracts/auth.ts';
import type { Room } from '../../contracts/chats.ts';
import type { Down } from '../../contracts/live.ts';
import type { Limits } from '../../platform/limits.ts';

type Frame<T extends Down['t']> = Extract<Down, { t: T }>;

/** The first frame down: who one is, where one's own log stands, and what the server allows. */
export function welcomeFrame(
  user: Account,
  version: string,
  limits: Limits,
  meSeq: number,
): Frame<'welcome'> {
  return {
    t: 'welcome',
    you: { id: user.id, username: user.username },
    me: { seq: meSeq },
    server: { version },
    limits: {
      bodyUnits: limits.bodyUnits,
      frameBytes: limits.frameBytes,
      inFlightPosts: limits.inFlightPosts,
      openRooms: limits.openRooms,
      watchUsers: limits.watchUsers,
    },
    heartbeatMs: limits.heartbeatMs,
  };
}

/** A page of the user's rooms; `more` says that another one follows. */
export function roomsFrame(rooms: readonly Room[], more: boolean): Frame<'rooms'> {
  return {
    t: 'rooms',
    rooms: rooms.map(({ id, name, head, epoch, posts, read, unread, mentions }) => ({
      id,
      name,
      head,
      epoch,
      posts,
      read,
      unread,
      ...(mentions === undefined ? {} : { mentions }),
    })),
    more,
  };
}
