import type { MyRoom } from './my-room.ts';

/**
 * The room a step further in the list, round its ends; with `unread` the next one that has something unread. Undefined
 * when there is no other.
 */
export function nextRoom(
  rooms: readonly MyRoom[],
  current: string | null,
  step: 1 | -1,
  unread = false,
): MyRoom | undefined {
  const at = rooms.findIndex(({ id }) => id === current);
  const start = at === -1 ? (step === 1 ? -1 : rooms.length) : at;
  for (let steps = 1; steps <= rooms.length; steps++) {
    const room = rooms.at((start + step * steps + rooms.length) % rooms.length);
    if (room && room.id !== current && (!unread || room.unread > 0)) return room;
  }
  return undefined;
}
