import { expect, test } from 'bun:test';
import { nextRoom } from './next-room.ts';
import type { MyRoom } from './my-room.ts';

const room = (id: string, unread = 0): MyRoom => ({
  id,
  name: id,
  head: 1,
  epoch: 'e',
  posts: 0,
  read: 1,
  unread,
  role: null,
  members: null,
  createdAt: null,
});

test('the next room is a step further, round the ends', () => {
  const rooms = [room('a'), room('b'), room('c')];
  expect(nextRoom(rooms, 'a', 1)?.id).toBe('b');
  expect(nextRoom(rooms, 'c', 1)?.id).toBe('a');
  expect(nextRoom(rooms, 'a', -1)?.id).toBe('c');
});

test('without a room on show it is the first or the last', () => {
  const rooms = [room('a'), room('b'), room('c')];
  expect(nextRoom(rooms, null, 1)?.id).toBe('a');
  expect(nextRoom(rooms, null, -1)?.id).toBe('c');
  expect(nextRoom([], null, 1)).toBeUndefined();
});

test('the next unread one passes over what is read, and is never the one on show', () => {
  const rooms = [room('a', 2), room('b'), room('c', 1), room('d')];
  expect(nextRoom(rooms, 'a', 1, true)?.id).toBe('c');
  expect(nextRoom(rooms, 'd', 1, true)?.id).toBe('a');
  expect(nextRoom(rooms, 'b', -1, true)?.id).toBe('a');
  expect(nextRoom([room('a', 1), room('b')], 'a', 1, true)).toBeUndefined();
});
