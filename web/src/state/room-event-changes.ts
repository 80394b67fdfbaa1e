import type { AnyEvent } from './event-items.ts';
import { mentions } from './mentions.ts';
import { readNOf, type MyRoom, type RoomChange } from './my-room.ts';

/** What an event changes of a room of mine. One that is older than what is known changes nothing. */
export function changeByEvent(mine: MyRoom, event: AnyEvent, me: string): RoomChange {
  const isNew = event.seq > mine.head;
  const change: RoomChange = { head: Math.max(mine.head, event.seq) };
  if (event.type === 'message.posted') {
    change.posts = Math.max(mine.posts, event.data.n);
    if (event.by === me) {
      change.read = Math.max(mine.read, event.seq);
      change.readN = Math.max(readNOf(mine), event.data.n);
    }
  } else if (event.type === 'message.deleted' || event.type === 'message.edited') {
    const { target } = event.data;
    const still = event.type === 'message.edited' && mentions(event.data.body, me);
    // Whom an edit mentions anew, their own log tells.
    if (!still && mine.mentions?.includes(target))
      change.mentions = mine.mentions.filter((seq) => seq !== target);
  } else if (event.type === 'room.renamed' && isNew) {
    change.name = event.data.name;
  } else if (isNew && mine.members !== null) {
    if (event.type === 'member.joined') change.members = mine.members + 1;
    if (event.type === 'member.left' || event.type === 'member.removed') change.members = mine.members - 1;
  }
  return change;
}
