import type { Report } from './anomaly.ts';
import { hasText, meaning, readFrame, redacted, type EventFrame } from './event-frame.ts';
import type { Generations } from './generations.ts';

/** One event as it was first seen, anywhere. `index`: the record; -1: in the store. */
export interface Entry {
  frame: string;
  event: EventFrame;
  index: number;
  /** Its bytes once its text was deleted, if they were seen. */
  bare: string | null;
  /** The newest generation that gave it without its text; -1: none did. */
  bareIn: number;
  inStore: boolean;
}

interface RoomLog {
  /** By version, then by seq. */
  entries: Map<number, Map<number, Entry>>;
  /** Members coming and going, as far as it was seen. `null`: the room was made. */
  changes: { seq: number; version: number; user: string; member: boolean }[];
  deletions: Map<number, { seq: number; version: number }[]>;
}

/** Every event that was seen, on sockets, in history or in the store; compares what was seen twice. */
export class RoomLogs {
  private readonly rooms = new Map<string, RoomLog>();
  private readonly changesByUser = new Map<string, RoomLog['changes']>();

  constructor(
    private readonly generations: Generations,
    private readonly report: Report,
  ) {}

  /** The event that a generation has at a seq, if it was seen. */
  at(room: string, seq: number, generation: number): Entry | undefined {
    return this.rooms
      .get(room)
      ?.entries.get(this.generations.version(room, seq, generation))
      ?.get(seq);
  }

  /** Takes in bytes; gives the event, null when they are none of this room. */
  see(room: string, frame: string, generation: number, index: number, from: string): Entry | null {
    const event = readFrame(frame);
    if (!event || event.room !== room) {
      const sentence = `${from} gave as an event of this room what is none: ${frame.slice(0, 200)}`;
      this.report('malformed', sentence, { room, records: index < 0 ? [] : [index] });
      return null;
    }
    const version = this.generations.version(room, event.seq, generation);
    const isBare = 'body' in event.data && event.data.body === null;
    const log = this.log(room);
    const known = log.entries.get(version)?.get(event.seq);
    if (known) {
      this.compare(known, frame, event, index, from);
      if (index < 0) known.inStore = true;
      if (isBare) known.bareIn = Math.max(known.bareIn, generation);
      return known;
    }
    const entry = {
      frame,
      event,
      index,
      bare: isBare ? frame : null,
      bareIn: isBare ? generation : -1,
      inStore: index < 0,
    };
    this.keep(log, version, entry);
    return entry;
  }

  /** Whether a generation's log is known to delete this message. */
  deletes(room: string, target: number, generation: number): boolean {
    const all = this.rooms.get(room)?.deletions.get(target) ?? [];
    return all.some(({ seq, version }) => this.generations.version(room, seq, generation) === version);
  }

  /** A user's comings and goings as a generation has them, oldest first. */
  changesOf(room: string, user: string, generation: number): { seq: number; member: boolean }[] {
    const changes = this.changesByUser.get(`${room} ${user}`) ?? [];
    return changes.filter(({ seq, version }) => this.generations.version(room, seq, generation) === version);
  }

  /** The seq that bytes name; null when they are no event. */
  seqOf(frame: string): number | null {
    return readFrame(frame)?.seq ?? null;
  }

  /** To be called once all has been seen. `complete`: rooms of which the whole log was seen, in the store. */
  settle(complete: readonly string[]): void {
    for (const room of complete) this.undeleted(room);
    for (const [room, log] of this.rooms)
      for (const change of log.changes.toSorted((a, b) => a.seq - b.seq)) {
        const id = `${room} ${change.user}`;
        const list = this.changesByUser.get(id);
        if (list) list.push(change);
        else this.changesByUser.set(id, [change]);
      }
  }

  /** All that was seen, with the version of each. */
  *all(): Generator<{ room: string; version: number; entry: Entry }> {
    for (const [room, { entries }] of this.rooms)
      for (const [version, list] of entries)
        for (const entry of list.values()) yield { room, version, entry };
  }

  /** Only a deletion takes a text away. One that a restoration took back may never have been seen itself. */
  private undeleted(room: string): void {
    const last = this.generations.last;
    for (const { event, bareIn, index } of this.rooms.get(room)?.entries.get(0)?.values() ?? []) {
      const { seq, data } = event;
      if (bareIn < last || this.generations.version(room, seq, last) !== 0) continue;
      if (this.deletes(room, data.target ?? seq, last)) continue;
      const sentence = `event ${seq} was seen without its text, but no deletion took it out`;
      this.report('two-values', sentence, { room, seq, records: index < 0 ? [] : [index] });
    }
  }

  private log(room: string): RoomLog {
    let log = this.rooms.get(room);
    if (!log) {
      log = { entries: new Map(), changes: [], deletions: new Map() };
      this.rooms.set(room, log);
    }
    return log;
  }

  private keep(log: RoomLog, version: number, entry: Entry): void {
    const { seq, type, by, data } = entry.event;
    const list = log.entries.get(version) ?? new Map<number, Entry>();
    log.entries.set(version, list);
    list.set(seq, entry);
    const change = (user: string, member: boolean) => log.changes.push({ seq, version, user, member });
    if (type === 'room.created') change(by, true);
    if (type === 'member.joined' && data.user) change(data.user, true);
    if ((type === 'member.left' || type === 'member.removed') && data.user) change(data.user, false);
    if (type === 'message.deleted' && data.target !== undefined)
      log.deletions.set(data.target, [...(log.deletions.get(data.target) ?? []), { seq, version }]);
  }

  /** Deletion takes the text out and nothing else; REST writes the same event in its own way. */
  private compare(known: Entry, frame: string, event: EventFrame, index: number, from: string): void {
    if (frame === known.frame || frame === known.bare) return;
    const same = (a: EventFrame, b: EventFrame, bytes: boolean) =>
      bytes ? JSON.stringify(a) === JSON.stringify(b) : meaning(a) === meaning(b);
    const bytes = !from.startsWith('history');
    if (hasText(known.event) && !hasText(event) && same(redacted(known.event), event, bytes)) {
      known.bare = frame;
      return;
    }
    if (!hasText(known.event) && hasText(event) && same(known.event, redacted(event), bytes)) {
      known.bare = known.frame;
      known.frame = frame;
      known.event = event;
      return;
    }
    if (!bytes && (same(known.event, event, false) || same(redacted(known.event), event, false))) return;
    const { room, seq } = event;
    const first = known.index < 0 ? 'the store' : `record ${known.index}`;
    const sentence = `${from} gave other bytes at seq ${seq} than ${first}: ${frame} instead of ${known.frame}`;
    this.report('two-values', sentence, {
      room,
      seq,
      records: [known.index, index].filter((i) => i >= 0),
    });
  }
}
