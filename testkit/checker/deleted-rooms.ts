import type { HistoryRecord } from './history.ts';
import type { Judge, Run } from './judge.ts';

/**
 * So long after a deletion who has the room open may not know of it: when the replica that deleted it died before it
 * told anybody, another one looks after a minute.
 */
export const toldWithinMs = 65_000;

/** How an opening of a deleted room may be refused: it is not there, or that cannot be found out just now. */
const refusals = new Set(['not_found', 'unavailable', 'overloaded', 'rate_limited', 'limit_reached']);

/** A room on a socket since it was first asked for there, and since anybody said that it is lost. */
interface Asked {
  /** The first `open` that may still be answered. */
  first: number;
  lastAt: number;
  open: boolean;
}

/**
 * Once the deletion of a room was answered it is gone for everybody: no opening, resume or page of history that begins
 * later is served, no post that is sent later is taken in. Who had it open hears so, and of no other room. What was sent
 * before may still be on its way. In the end nothing of the room is stored.
 */
export function judgeDeletedRooms({ history, keys, logs, seqs, report }: Run): Judge {
  const asked = new Set<string>();
  const deleted = new Map<string, { at: number; index: number }>();
  const sockets = new Map<string, Map<string, Asked>>();
  /** Posts without an answer yet, by who waits for it and where. */
  const posts = new Map<string, number[]>();
  const waiting = ({ socket, user, room, key }: Extract<HistoryRecord, { is: 'post' | 'ack' | 'refused' }>) =>
    `${socket} ${room} ${user} ${key}`;

  function served(
    record: Extract<HistoryRecord, { is: 'event' | 'caught-up' | 'reset' }>,
    index: number,
    generation: number,
  ): void {
    const { room, socket } = record;
    const deletion = deleted.get(room);
    if (!deletion) return;
    const where = { room, socket, records: [deletion.index, index] };
    const first = sockets.get(socket)?.get(room)?.first ?? -1;
    if (first > deletion.index) {
      const sentence = `${socket} opened the room after its deletion was answered, and got ${record.is}`;
      return report('after-room-deletion', sentence, where);
    }
    const seq = seqs[index] ?? NaN;
    const event = record.is === 'event' ? logs.at(room, seq, generation)?.event : undefined;
    if (!event?.data.key) return;
    const sent = keys.get(event.by, room, event.data.key)?.posts[0]?.index ?? -1;
    if (sent < deletion.index) return;
    const sentence = `${socket} got event ${seq}, which was sent after the deletion of the room was answered`;
    report('after-room-deletion', sentence, { ...where, seq });
  }

  function answered(record: Extract<HistoryRecord, { is: 'ack' | 'refused' }>, index: number): void {
    const post = posts.get(waiting(record))?.shift();
    const { room, key, socket } = record;
    const deletion = deleted.get(room);
    if (record.is !== 'ack' || !deletion || post === undefined || post < deletion.index) return;
    const sentence = `key ${key}, sent after the deletion of the room was answered, was acknowledged`;
    report('after-room-deletion', sentence, { room, key, socket, records: [deletion.index, post, index] });
  }

  function lost(record: Extract<HistoryRecord, { is: 'gone' | 'open-refused' }>, index: number): void {
    const { socket, room } = record;
    const deletion = deleted.get(room);
    const first = sockets.get(socket)?.get(room)?.first ?? -1;
    sockets.get(socket)?.delete(room);
    if (record.is === 'open-refused' && deletion && first > deletion.index && !refusals.has(record.code)) {
      const sentence = `${socket} opened a deleted room and was refused with ${record.code}, not as one that is not there`;
      report('after-room-deletion', sentence, { room, socket, records: [deletion.index, index] });
    }
    if (record.is !== 'gone' || record.code !== 'room_deleted' || asked.has(room)) return;
    const sentence = `${socket} was told that a room is deleted that nobody deleted`;
    report('untold-room-deletion', sentence, { room, socket, records: [index] });
  }

  function opens({ socket, room, at }: Extract<HistoryRecord, { is: 'open' }>, index: number): void {
    const rooms = sockets.get(socket) ?? new Map<string, Asked>();
    sockets.set(socket, rooms);
    rooms.set(room, { first: rooms.get(room)?.first ?? index, lastAt: at, open: true });
  }

  return {
    see(record, index, generation) {
      switch (record.is) {
        case 'room-deletion':
          asked.add(record.room);
          return;
        case 'room-deleted':
          if (!deleted.has(record.room)) deleted.set(record.room, { at: record.at, index });
          return;
        case 'restored':
          // A copy from before the deletion brings the room back.
          for (const room of deleted.keys()) if (room in record.heads) deleted.delete(room);
          return;
        case 'open':
          return opens(record, index);
        case 'close-room': {
          const here = sockets.get(record.socket)?.get(record.room);
          if (here) here.open = false;
          return;
        }
        case 'gone':
        case 'open-refused':
          return lost(record, index);
        case 'disconnected':
          sockets.delete(record.socket);
          return;
        case 'event':
        case 'caught-up':
        case 'reset':
          return served(record, index, generation);
        case 'post': {
          const list = posts.get(waiting(record)) ?? [];
          posts.set(waiting(record), list);
          list.push(index);
          return;
        }
        case 'ack':
        case 'refused':
          return answered(record, index);
        case 'history': {
          const { room, asked: askedAt } = record;
          const deletion = deleted.get(room);
          if (!deletion || askedAt <= deletion.at) return;
          const sentence = 'history asked for after the deletion of the room was answered gave a page';
          return report('after-room-deletion', sentence, { room, records: [deletion.index, index] });
        }
        default:
      }
    },
    end() {
      const endAt = history.endedAt ?? history.records.at(-1)?.at ?? 0;
      for (const [socket, rooms] of sockets)
        for (const [room, { open, lastAt }] of rooms) {
          const deletion = deleted.get(room);
          if (!open || !deletion || endAt - Math.max(lastAt, deletion.at) < toldWithinMs) continue;
          const sentence = `${socket} has the room open and was never told that it is deleted`;
          report('untold-room-deletion', sentence, { room, socket, records: [deletion.index] });
        }
      for (const { room } of history.store) {
        const deletion = deleted.get(room);
        if (!deletion) continue;
        const sentence = 'that the room was deleted was answered, but the store still has it';
        report('lost-change', sentence, { room, records: [deletion.index] });
      }
      for (const room of history.leftovers ?? []) {
        const sentence = 'the store holds rows of a room that it does not have';
        report('room-leftovers', sentence, { room });
      }
    },
  };
}
