import type { Judge, Run } from './judge.ts';
import { step, type RoomOnSocket } from './stands.ts';

/** So long a socket may lack an event that was acknowledged: losing its word costs no more than a few seconds. */
const tailMs = 10_000;

/** Events of an open room come n, n+1, …, caught-up once an open; nothing that was acknowledged stays away. */
export function judgeDelivery({ logs, report, history, seqs, generations }: Run): Judge {
  const sockets = new Map<string, Map<string, RoomOnSocket>>();
  const users = new Map<string, string>();
  const heads = new Map<string, number>();
  const unwanted = new Set<string>();
  /** Newest seq that was acknowledged long before the end. */
  const longAcked = new Map<string, number>();
  /** The head that each room was put back to last. */
  const restoredTo = new Map<string, number>();
  const endAt = history.records.at(-1)?.at ?? 0;

  function event(socket: string, room: string, seq: number, index: number): void {
    const here = sockets.get(socket)?.get(room);
    if (!here || here.ended === 'gone') {
      const why = here ? 'after the room had gone' : 'that was never opened on it';
      return report('not-open', `${socket} got event ${seq} of a room ${why}`, {
        room,
        seq,
        socket,
        records: [index],
      });
    }
    const next = step(here, (stand) =>
      !stand.over && (stand.at === null || stand.at + 1 === seq) ? { ...stand, at: seq } : null,
    );
    if (next.length > 0) {
      here.stands = next;
      here.last = index;
      return;
    }
    if (goesOnFromNothing(socket, room, here, index)) return;
    const stand = here.stands.at(-1);
    const at = stand?.at ?? 0;
    const records = [here.last, index];
    if (seq > at + 1) {
      for (let missing = at + 1; missing < seq && here.missing.size < 100_000; missing++)
        here.missing.set(missing, index);
    } else if (here.missing.delete(seq)) {
      report('reorder', `${socket} got event ${seq} after event ${at}`, { room, seq, socket, records });
    } else {
      const after = here.opens.at(-1)?.record.after;
      const sentence = `${socket} got event ${seq} again; it had all up to ${at}, being opened after ${after}`;
      report('duplicate', sentence, { room, seq, socket, records });
    }
    here.stands = [
      { open: here.opens.length - 1, caughtUp: stand?.caughtUp ?? false, at: Math.max(at, seq) },
    ];
    here.last = index;
  }

  function caughtUp(socket: string, room: string, seq: number, index: number): void {
    const here = sockets.get(socket)?.get(room);
    const where = { room, seq, socket, records: [here?.last ?? index, index] };
    if (!here || here.ended === 'gone')
      return report('not-open', `${socket} was said to be caught up in a room that is not open`, where);
    const next = step(here, (stand) =>
      !stand.over && !stand.caughtUp && (stand.at === null || stand.at === seq)
        ? { ...stand, at: seq, caughtUp: true }
        : null,
    );
    if (next.length === 0) {
      if (goesOnFromNothing(socket, room, here, index)) return;
      const stand = here.stands.at(-1);
      // What is missing is told as a gap, once.
      if (stand?.caughtUp) report('false-caught-up', `${socket} was said to be caught up twice`, where);
      else if (here.missing.size === 0) {
        const sentence = `${socket} was said to be caught up at ${seq}, but had been given all up to ${stand?.at}`;
        report('false-caught-up', sentence, where);
      }
      here.stands = [{ open: here.opens.length - 1, at: seq, caughtUp: true }];
      return;
    }
    here.stands = next;
    const then = here.opens[Math.max(...next.map(({ open }) => open))]?.headThen ?? 0;
    if (next.length === 1 && seq < then) {
      const sentence = `${socket} was said to be caught up at ${seq}, but ${then} had been acknowledged before it opened the room`;
      report('stale-read', sentence, where);
    }
  }

  /** Tells, once, of a socket that had events of a log that is no more and was not reset; whether it is one. */
  function goesOnFromNothing(socket: string, room: string, here: RoomOnSocket, index: number): boolean {
    if (!here.stands.every(({ over }) => over)) return false;
    const at = here.stands.at(-1)?.at ?? 0;
    const sentence = `${socket} had all up to ${at} of a log that is no more, and was not reset`;
    report('missing-reset', sentence, { room, seq: at, socket, records: [here.last, index] });
    // Where it stands from here on nobody can tell.
    here.stands = [{ open: here.opens.length - 1, at: null, caughtUp: true }];
    return true;
  }

  /** The store went back under sockets that go on: what they have beyond that is of a log that is no more. */
  function goBack(heads: Record<string, number>): void {
    for (const rooms of sockets.values())
      for (const [room, here] of rooms) {
        const head = heads[room] ?? 0;
        here.stands = here.stands.map((stand) =>
          stand.at !== null && stand.at > head ? { ...stand, over: true } : stand,
        );
        for (const opened of here.opens) opened.headThen = Math.min(opened.headThen, head);
      }
  }

  function leave(socket: string, room: string, here: RoomOnSocket): void {
    for (const [seq, index] of here.missing) {
      const sentence = `${socket} never got event ${seq}, but what comes after it`;
      report('gap', sentence, { room, seq, socket, records: [index] });
    }
    here.missing.clear();
  }

  function lacking(socket: string, room: string, here: RoomOnSocket): void {
    const [stand] = here.stands;
    const opened = here.opens.at(-1);
    if (here.ended || here.stands.length !== 1 || !stand || !opened) return;
    const where = { room, socket, records: [opened.index, here.last] };
    if (!stand.caughtUp) {
      if (endAt - opened.at < tailMs) return;
      const sentence = `${socket} opened the room and was never told that it is caught up`;
      return report('false-caught-up', sentence, where);
    }
    // That it is deleted may not have been heard yet.
    if (unwanted.has(room) && !history.store.some((one) => one.room === room)) return;
    const acked = longAcked.get(room) ?? 0;
    if (stand.over && acked > (restoredTo.get(room) ?? 0))
      return void goesOnFromNothing(socket, room, here, history.records.length - 1);
    if (stand.at === null || stand.at >= acked) return;
    const changes = logs.changesOf(room, users.get(socket) ?? '', generations.last);
    if (changes.at(-1)?.member === false) return;
    const sentence = `${socket} had the room open to the end and got nothing after ${stand.at}, though ${acked} was acknowledged`;
    report('gap', sentence, { ...where, seq: stand.at + 1 });
  }

  return {
    see(record, index) {
      switch (record.is) {
        case 'connected':
          users.set(record.socket, record.user);
          return;
        case 'open': {
          const rooms = sockets.get(record.socket) ?? new Map<string, RoomOnSocket>();
          sockets.set(record.socket, rooms);
          const here = rooms.get(record.room);
          const opened = { record, index, at: record.at, headThen: heads.get(record.room) ?? 0 };
          if (!here || here.ended === 'gone') {
            if (here) leave(record.socket, record.room, here);
            const stands = [{ open: 0, at: record.after, caughtUp: false }];
            const fresh = { opens: [opened], stands, missing: new Map(), ended: null, last: index };
            rooms.set(record.room, fresh);
          } else {
            leave(record.socket, record.room, here);
            here.opens.push(opened);
            here.ended = null;
          }
          return;
        }
        case 'event': {
          const seq = seqs[index] ?? NaN;
          if (!Number.isNaN(seq)) event(record.socket, record.room, seq, index);
          return;
        }
        case 'caught-up':
          return caughtUp(record.socket, record.room, record.seq, index);
        case 'reset': {
          const here = sockets.get(record.socket)?.get(record.room);
          if (!here) return;
          leave(record.socket, record.room, here);
          const reset = step(here, (stand) => ({ ...stand, at: record.head, caughtUp: false, over: false }));
          here.stands = reset;
          here.last = index;
          return;
        }
        case 'close-room':
        case 'gone': {
          const here = sockets.get(record.socket)?.get(record.room);
          if (!here) return;
          // Opened before the word of its end came: what follows may answer that opening.
          const again = here.stands.some(({ open, caughtUp }) => !caughtUp || open < here.opens.length - 1);
          here.ended = record.is === 'gone' && !again ? 'gone' : 'closed';
          return;
        }
        case 'open-refused': {
          const here = sockets.get(record.socket)?.get(record.room);
          if (here && here.ended === null) here.ended = 'closed';
          return;
        }
        case 'disconnected':
          for (const [room, here] of sockets.get(record.socket) ?? []) leave(record.socket, room, here);
          sockets.delete(record.socket);
          return;
        case 'ack':
          heads.set(record.room, Math.max(record.seq, heads.get(record.room) ?? 0));
          if (endAt - record.at >= tailMs)
            longAcked.set(record.room, Math.max(record.seq, longAcked.get(record.room) ?? 0));
          return;
        case 'room-deletion':
          unwanted.add(record.room);
          return;
        case 'restored':
          for (const [room, head] of Object.entries(record.heads)) restoredTo.set(room, head);
          if (record.running) goBack(record.heads);
          for (const known of [heads, longAcked])
            for (const [room, head] of known) known.set(room, Math.min(head, record.heads[room] ?? 0));
          return;
        default:
      }
    },
    end() {
      for (const [socket, rooms] of sockets)
        for (const [room, here] of rooms) {
          leave(socket, room, here);
          lacking(socket, room, here);
        }
    },
  };
}
