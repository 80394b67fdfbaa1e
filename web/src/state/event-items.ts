import type { RoomEvent } from '../../../contracts/chats.ts';
import type { OtherEvent } from '../live/frames.ts';
import type { MessageItem, TimelineItem } from './timeline-items.ts';

export type AnyEvent = RoomEvent | OtherEvent;

/** What became of a message later: its newest text, or that it is gone. */
export interface Change {
  body: string | null;
  editedAt?: number;
  deletedAt?: number;
}

/** What an event changes of an earlier message; undefined when it does not. */
export function changeOf(event: AnyEvent): { target: number; change: Change } | undefined {
  if (event.type === 'message.deleted') {
    return { target: event.data.target, change: { body: null, deletedAt: event.at } };
  }
  // An edit without a text is of a message that was deleted afterwards; its deletion comes further on.
  if (event.type === 'message.edited' && event.data.body !== null) {
    return { target: event.data.target, change: { body: event.data.body, editedAt: event.at } };
  }
  return undefined;
}

/** A deletion is final; of edits the last counts. */
export function later(before: Change | undefined, change: Change): Change {
  return before?.deletedAt === undefined ? change : before;
}

/** A message as it is after a change. */
export function changed(item: MessageItem, change: Change): MessageItem {
  if (item.deletedAt !== undefined && change.deletedAt === undefined) return item;
  return { ...item, ...change };
}

/** What an event shows as by itself; undefined for edits, deletions and what is not known. */
export function itemOf(event: AnyEvent): TimelineItem | undefined {
  const { seq, at, by } = event;
  const id = `seq:${seq}`;
  switch (event.type) {
    case 'message.posted': {
      const { n, key, body } = event.data;
      return {
        kind: 'message',
        id: `${by}:${key}`,
        seq,
        n,
        at,
        by,
        key,
        body,
        state: 'sent',
        ...(body === null ? { deletedAt: at } : {}),
      };
    }
    case 'member.joined':
      return { kind: 'joined', id, seq, at, by, user: event.data.user };
    case 'member.left':
      return { kind: 'left', id, seq, at, by, user: event.data.user };
    case 'member.removed':
      return { kind: 'removed', id, seq, at, by, user: event.data.user };
    case 'room.created':
      return { kind: 'created', id, seq, at, by, name: event.data.name };
    case 'room.renamed':
      return { kind: 'renamed', id, seq, at, by, name: event.data.name };
    default:
      return undefined;
  }
}

/** Everybody who is named in these events. */
export function peopleOf(events: readonly AnyEvent[]): Set<string> {
  const people = new Set<string>();
  for (const event of events) {
    people.add(event.by);
    if (event.type === 'member.joined' || event.type === 'member.left' || event.type === 'member.removed') {
      people.add(event.data.user);
    }
  }
  return people;
}
