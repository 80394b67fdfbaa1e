import type { Frame, FrameOf } from '../live/frames.ts';
import type { Members } from './members.ts';
import type { Notifications } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import type { Presence } from './presence.ts';
import type { Profiles } from './profiles.ts';
import type { Rooms } from './rooms.ts';
import type { Timeline } from './timeline.ts';
import type { GoneCode } from './timeline-snapshot.ts';
import type { Typing } from './typing.ts';

/** What frames change. */
export interface LiveState {
  rooms: Rooms;
  outbox: Outbox;
  profiles: Profiles;
  presence: Presence;
  typing: Typing;
  notifications: Notifications;
  /** The conversation of a room, if it is in memory. */
  timeline(room: string): Timeline | undefined;
  members(room: string): Members | undefined;
  /** A new socket is live. */
  welcomed(frame: FrameOf<'welcome'>): void;
  /** The socket's whole list of rooms is there; these of ours are not in it. */
  listed(lost: readonly string[]): void;
  lost(room: string, code: GoneCode): void;
  /** Notes the position in my own log; false when that entry was applied before. */
  mine(seq: number): boolean;
  /** Whether the list of rooms that the present socket began with was made after that entry of my own log. */
  reflected(seq: number): boolean;
  /** A room's name, my role or the like may be others now, and only its record tells. */
  recordMayDiffer(room: string, when: 'soon' | 'later'): void;
}

/** The one place where a frame of the server becomes state. Frames and fields that are not known change nothing. */
export function apply(frame: Frame, state: LiveState): void {
  switch (frame.t) {
    case 'welcome':
      state.welcomed(frame);
      return;
    case 'rooms': {
      const lost = state.rooms.list(frame.rooms, frame.more);
      if (!frame.more) state.listed(lost);
      return;
    }
    case 'event':
      applyEvent(frame, state);
      return;
    case 'ack': {
      const post = state.outbox.get(frame.key);
      if (post) state.timeline(frame.room)?.acked(post, frame.seq, frame.at);
      state.outbox.settled(frame.key);
      state.rooms.posted(frame.room, frame.seq, frame.n);
      return;
    }
    case 'refused':
      state.outbox.refused(frame);
      return;
    case 'error':
      applyError(frame, state);
      return;
    case 'caught-up':
      state.timeline(frame.room)?.caughtUp(frame.seq);
      return;
    case 'reset':
      state.timeline(frame.room)?.reset();
      // Who is in it, its name and what is unread may be others than this page heard.
      state.rooms.replaced(frame.room);
      if (state.members(frame.room)?.asked) void state.members(frame.room)?.reload();
      state.recordMayDiffer(frame.room, 'soon');
      return;
    case 'activity':
      for (const room of state.rooms.activity(frame.rooms)) state.recordMayDiffer(room, 'later');
      return;
    case 'me':
      applyMine(frame, state);
      return;
    case 'gone':
      state.lost(frame.room, frame.code);
      return;
    case 'profile':
      state.profiles.put(frame.user);
      return;
    case 'typing':
      state.typing.apply(frame.room, frame.user);
      return;
    case 'presence':
      state.presence.apply(frame.users);
      return;
    case 'pong':
    case 'bye':
      // The connection's own affair.
      return;
  }
}

function applyEvent(event: FrameOf<'event'>, state: LiveState): void {
  const timeline = state.timeline(event.room);
  // Without a conversation in memory the room was closed a moment ago, and `activity` tells of it from here on.
  if (!timeline) return;
  state.rooms.event(event);
  state.members(event.room)?.apply(event);
  if (event.type === 'message.posted') state.typing.stopped(event.room, event.by);
  if (event.type === 'member.left') state.recordMayDiffer(event.room, 'soon');
  timeline.apply(event);
}

function applyMine(frame: FrameOf<'me'>, state: LiveState): void {
  if (!state.mine(frame.seq)) return;
  if (frame.type === 'room.joined') {
    // Replayed, and the list made later has the room no more: I came and left again while away.
    const left = state.reflected(frame.seq) && state.rooms.get(frame.data.room.id) === undefined;
    if (!left) state.rooms.joined(frame.data.room);
  } else if (frame.type === 'room.left') {
    // Replayed, and the list made later has the room again: I left and came back while away.
    const back = state.reflected(frame.seq) && state.rooms.get(frame.data.room) !== undefined;
    if (!back) state.lost(frame.data.room, frame.data.reason);
  } else if (frame.type === 'read') state.rooms.readElsewhere(frame.data);
  // Replayed, the list told it already, unless the message is gone since.
  else if (frame.type === 'mention' && !state.reflected(frame.seq)) {
    state.rooms.mentioned(frame.data);
    state.notifications.mentioned(frame.data);
  }
}

function applyError(frame: FrameOf<'error'>, state: LiveState): void {
  if (frame.re !== 'open' && frame.re !== 'hello') return;
  if (frame.room === undefined) return;
  if (frame.code === 'not_found') state.lost(frame.room, 'not_found');
  else state.timeline(frame.room)?.openRefused();
}
