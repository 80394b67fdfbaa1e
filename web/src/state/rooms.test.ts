import { expect, test } from 'bun:test';
import type { RoomEvent } from '../../../contracts/chats.ts';
import type { RoomLine, UpInput } from '../../../contracts/live.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { Rooms } from './rooms.ts';

const room = 'room-one';
const line = (more: Partial<RoomLine> = {}): RoomLine => ({
  id: room,
  name: 'Nest',
  head: 10,
  epoch: 'e1',
  posts: 6,
  read: 10,
  unread: 0,
  ...more,
});

function setUp(lines = [line()]) {
  const clock = new ManualClock();
  const sent: UpInput[] = [];
  let reachable = true;
  const rooms = new Rooms({
    me: 'user-one',
    clock,
    send: (frame) => {
      if (reachable) sent.push(frame);
      return reachable;
    },
  });
  rooms.welcomed();
  rooms.list(lines, false);
  const event = (seq: number, by: string, rest: Pick<RoomEvent, 'type' | 'data'>): void =>
    rooms.event({ t: 'event', v: 1, room, seq, id: `event-${seq}-xx`, at: seq, by, ...rest } as RoomEvent);
  const posted = (seq: number, n: number, by = 'user-two'): void =>
    event(seq, by, { type: 'message.posted', data: { n, key: `key-${seq}-xx`, body: 'hello' } });
  return {
    rooms,
    clock,
    sent,
    event,
    posted,
    unread: () => rooms.get(room)?.unread,
    cut: (on: boolean) => {
      reachable = !on;
    },
  };
}

test('unread counts messages of others, and never joins, edits or my own posts', () => {
  const { rooms, event, posted, unread } = setUp();
  event(11, 'user-three', { type: 'member.joined', data: { user: 'user-three' } });
  event(12, 'user-two', { type: 'message.edited', data: { target: 3, body: 'better' } });
  event(13, 'user-two', { type: 'message.deleted', data: { target: 3 } });
  expect(unread()).toBe(0);
  posted(14, 7);
  posted(15, 8);
  posted(15, 8);
  expect(unread()).toBe(2);
  expect(rooms.getSnapshot().unread).toBe(2);
  posted(16, 9, 'user-one');
  expect(unread()).toBe(0);
  expect(rooms.get(room)).toMatchObject({ head: 16, posts: 9, read: 16 });
});

test('reading counts exactly, moves forward only, and is told at most once a second', () => {
  const { rooms, posted, unread, sent, clock } = setUp();
  for (let i = 1; i <= 4; i++) posted(10 + i, 6 + i);
  expect(unread()).toBe(4);
  rooms.markRead(room, 11, 7);
  rooms.markRead(room, 12, 8);
  rooms.markRead(room, 13, 9);
  rooms.markRead(room, 12, 8);
  expect(unread()).toBe(1);
  expect(sent).toEqual([{ t: 'read', room, seq: 11 }]);
  clock.pass(1_000);
  expect(sent.slice(1)).toEqual([{ t: 'read', room, seq: 13 }]);
  clock.pass(60_000);
  expect(sent.length).toBe(2);
  expect(clock.waiting).toBe(0);
});

test('what was read without a connection is told later, and a stale list does not bring it back', () => {
  const { rooms, posted, unread, sent, cut } = setUp();
  posted(11, 7);
  cut(true);
  rooms.markRead(room, 11, 7);
  expect([unread(), sent.length]).toEqual([0, 0]);
  cut(false);
  rooms.welcomed();
  rooms.list([line({ head: 12, posts: 8, read: 10, unread: 2 })], false);
  expect(unread()).toBe(1);
  rooms.connected();
  expect(sent).toEqual([{ t: 'read', room, seq: 11 }]);
});

test('what was read on a socket that died is told again on the next one, whose list lacks it', () => {
  const { rooms, clock, sent, posted } = setUp();
  posted(11, 7);
  rooms.markRead(room, 11, 7);
  clock.pass(5_000);
  rooms.welcomed();
  rooms.list([line({ head: 11, posts: 7, unread: 1 })], false);
  expect(rooms.get(room)).toMatchObject({ read: 11, unread: 0 });
  expect(sent).toEqual([
    { t: 'read', room, seq: 11 },
    { t: 'read', room, seq: 11 },
  ]);
  rooms.stop();
});

test('reading on another device clears here', () => {
  const { rooms, posted, unread } = setUp();
  posted(11, 7);
  posted(12, 8);
  rooms.readElsewhere({ room, seq: 11, n: 7 });
  expect(unread()).toBe(1);
  rooms.readElsewhere({ room, seq: 12, n: 8 });
  rooms.readElsewhere({ room, seq: 11, n: 7 });
  expect(unread()).toBe(0);
});

test('news of reading may come before the news of the message', () => {
  const { rooms, unread } = setUp();
  rooms.readElsewhere({ room, seq: 11, n: 7 });
  expect(unread()).toBe(0);
  expect(rooms.activity({ [room]: { head: 12, posts: 8 } })).toEqual([]);
  expect(unread()).toBe(1);
});

test('a page of the log tells of what is unread, and an older one takes nothing back', () => {
  const { rooms, posted, unread } = setUp();
  posted(11, 7);
  rooms.reached(room, 13, 9);
  expect(unread()).toBe(3);
  rooms.reached(room, 11, 7);
  expect(unread()).toBe(3);
});

test('activity that is more than messages asks for the room’s record', () => {
  const { rooms } = setUp();
  expect(rooms.activity({ [room]: { head: 12, posts: 8 } })).toEqual([]);
  expect(rooms.activity({ [room]: { head: 14, posts: 9 } })).toEqual([room]);
  expect(rooms.activity({ [room]: { head: 14, posts: 9 } })).toEqual([]);
});

test('a new name is asked for also when another device has read it, or a post of mine came in between', () => {
  const { rooms } = setUp();
  rooms.readElsewhere({ room, seq: 11, n: 6 });
  expect(rooms.activity({ [room]: { head: 11, posts: 6 } })).toEqual([room]);
  rooms.posted(room, 13);
  expect(rooms.activity({ [room]: { head: 13, posts: 7 } })).toEqual([room]);
  expect(rooms.activity({ [room]: { head: 14, posts: 8 } })).toEqual([]);
});

test('activity in a room that is not open raises its count, but not for my own acknowledged post', () => {
  const { rooms, unread } = setUp();
  rooms.activity({ [room]: { head: 12, posts: 8 }, 'room-unknown': { head: 3, posts: 3 } });
  expect(unread()).toBe(2);
  expect(rooms.get('room-unknown')).toBeUndefined();
  rooms.posted(room, 13);
  rooms.activity({ [room]: { head: 13, posts: 9 } });
  expect(unread()).toBe(0);
});

test('what was posted after an acknowledged post of mine is counted from its ordinal on', () => {
  const { rooms, unread } = setUp();
  rooms.activity({ [room]: { head: 12, posts: 8 } });
  rooms.posted(room, 13, 9);
  rooms.activity({ [room]: { head: 15, posts: 11 } });
  expect(unread()).toBe(2);
  // Told again, as by a second try: nothing moves back.
  rooms.posted(room, 13, 9);
  rooms.posted(room, 12, 8);
  expect(unread()).toBe(2);
});

test('a whole list says which rooms are lost; a page of it does not', () => {
  const { rooms } = setUp([line(), line({ id: 'room-two', name: 'Attic' })]);
  rooms.welcomed();
  expect(rooms.list([line()], true)).toEqual([]);
  rooms.joined({ ...line({ id: 'room-new', name: 'New' }), role: 'member', members: 2, createdAt: 1 });
  expect(rooms.list([], false)).toEqual(['room-two']);
  expect(rooms.getSnapshot().rooms.map(({ name }) => name)).toEqual(['Nest', 'New']);
});

test('a record that comes late does not bring a lost room back', () => {
  const { rooms } = setUp();
  rooms.details([{ ...line({ id: 'room-old' }), role: 'owner', members: 1, createdAt: 1 }], true);
  expect(rooms.get('room-old')).toBeUndefined();
  rooms.details([{ ...line(), role: 'owner', members: 3, createdAt: 1 }]);
  expect(rooms.get(room)).toMatchObject({ role: 'owner', members: 3 });
});

test('another log of the same room starts its counts over', () => {
  const { rooms, posted, unread } = setUp();
  posted(11, 7);
  rooms.list([line({ epoch: 'e2', head: 4, posts: 3, read: 2, unread: 1 })], false);
  expect(rooms.get(room)).toMatchObject({ head: 4, posts: 3, read: 2 });
  expect(unread()).toBe(1);
});

test('renames and members follow the events, once each', () => {
  const { rooms, event } = setUp();
  rooms.details([{ ...line(), role: 'member', members: 2, createdAt: 1 }]);
  for (let twice = 0; twice < 2; twice++) {
    event(11, 'user-two', { type: 'room.renamed', data: { name: 'Eyrie' } });
    event(12, 'user-three', { type: 'member.joined', data: { user: 'user-three' } });
  }
  expect(rooms.get(room)).toMatchObject({ name: 'Eyrie', members: 3 });
  event(13, 'user-two', { type: 'member.removed', data: { user: 'user-three' } });
  expect(rooms.get(room)?.members).toBe(2);
  rooms.gone(room);
  expect(rooms.getSnapshot().rooms).toEqual([]);
});

test('mentions of me count until they are read, deleted or edited away', () => {
  const { rooms, event, posted } = setUp([line({ head: 12, posts: 8, unread: 2, mentions: [11, 12] })]);
  const seqs = () => rooms.get(room)?.mentions;
  expect(seqs()).toEqual([11, 12]);
  // My own log may tell before the room does, and twice.
  rooms.mentioned({ room, seq: 13, by: 'user-two' });
  posted(13, 9);
  rooms.mentioned({ room, seq: 13, by: 'user-two' });
  rooms.mentioned({ room, seq: 9, by: 'user-two' });
  expect(seqs()).toEqual([11, 12, 13]);
  rooms.readElsewhere({ room, seq: 11, n: 7 });
  expect(seqs()).toEqual([12, 13]);
  event(14, 'user-two', { type: 'message.edited', data: { target: 12, body: 'still <@user-one>' } });
  expect(seqs()).toEqual([12, 13]);
  event(15, 'user-two', { type: 'message.edited', data: { target: 12, body: 'nobody' } });
  expect(seqs()).toEqual([13]);
  event(16, 'user-two', { type: 'message.deleted', data: { target: 13 } });
  expect(seqs()).toEqual([]);
  rooms.mentioned({ room, seq: 17, by: 'user-two' });
  rooms.markRead(room, 17, 10);
  expect(seqs()).toEqual([]);
});

test('a list of before a mention does not take it away, a later one does', () => {
  const { rooms } = setUp();
  const seqs = () => rooms.get(room)?.mentions;
  rooms.mentioned({ room, seq: 12, by: 'user-two' });
  rooms.list([line({ head: 11, posts: 7, unread: 1, mentions: [11] })], false);
  expect(seqs()).toEqual([11, 12]);
  rooms.list([line({ head: 13, posts: 9, unread: 2, mentions: [11] })], false);
  expect(seqs()).toEqual([11]);
  rooms.list([line({ head: 13, posts: 9, unread: 2 })], false);
  expect(seqs()).toEqual([11]);
});

test('after its log was replaced a room is what the server says next, also where that is less', () => {
  const { rooms, posted, unread } = setUp();
  posted(11, 7);
  expect(unread()).toBe(1);
  const record = {
    ...line({ head: 8, posts: 5, read: 8 }),
    role: 'member',
    members: 2,
    createdAt: 1,
  } as const;
  // A record that is only late takes nothing back.
  rooms.details([record]);
  expect(rooms.get(room)).toMatchObject({ head: 11, posts: 7 });
  rooms.replaced(room);
  rooms.details([record]);
  expect(rooms.get(room)).toMatchObject({ head: 8, posts: 5, read: 8, unread: 0 });
  posted(9, 6);
  expect(unread()).toBe(1);
});

test('the list of a server that was set back is believed, also where it says less than this page heard', () => {
  const { rooms, posted, unread } = setUp();
  posted(11, 7);
  const less = line({ head: 8, posts: 5, read: 8 });
  rooms.welcomed();
  rooms.list([less], false);
  expect(rooms.get(room)).toMatchObject({ head: 11, posts: 7 });
  rooms.welcomed(true);
  rooms.list([less], false);
  expect(rooms.get(room)).toMatchObject({ head: 8, posts: 5 });
  expect(unread()).toBe(0);
});
