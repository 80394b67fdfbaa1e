import type { EventFrame } from './event-frame.ts';
import type { History, HistoryRecord, StoredRoom } from './history.ts';

type WithoutTime<R> = R extends HistoryRecord ? Omit<R, 'at'> : never;
type Step = WithoutTime<HistoryRecord>;

/** Writes the history of one room `r` as the product would make it, for tests of the checker. A step takes 10 ms. */
export class Script {
  readonly records: HistoryRecord[] = [];
  readonly log: EventFrame[] = [];
  now = 0;
  private isGone = false;

  /** Ann makes the room; Ben joins it. Head is 2. */
  constructor() {
    this.append('room.created', 'ann', {});
    this.append('member.joined', 'ben', { user: 'ben' });
  }

  /** Ann and Ben have the room open, and are caught up at 2. */
  static bothOpen(): Script {
    return new Script().connect('a', 'ann').connect('b', 'ben').open('a', 0).open('b', null);
  }

  add(...steps: Step[]): this {
    for (const step of steps) this.records.push({ at: (this.now += 10), ...step });
    return this;
  }

  /** Stores an event; gives its seq. */
  append(type: string, by: string, data: EventFrame['data']): number {
    const seq = this.log.length + 1;
    this.log.push({ room: 'r', seq, id: `id-${seq}-${this.now}`, type, by, data });
    return seq;
  }

  stored(by: string, key: string): number {
    const n = this.log.filter(({ type }) => type === 'message.posted').length + 1;
    return this.append('message.posted', by, { n, key, body: `text of ${key}` });
  }

  frame(seq: number): string {
    return JSON.stringify(this.log[seq - 1]);
  }

  connect(socket: string, user: string): this {
    return this.add({ is: 'connected', socket, user });
  }

  /** Opens the room and, unless told otherwise, catches up to the head. */
  open(socket: string, after: number | null, upTo: number | null = this.log.length): this {
    const last = after ? (this.log[after - 1]?.id ?? null) : null;
    this.add({ is: 'open', socket, room: 'r', after, epoch: 'e', last });
    if (upTo === null) return this;
    if (after !== null) this.deliver(socket, after + 1, upTo);
    return this.caughtUp(socket, upTo);
  }

  caughtUp(socket: string, seq: number): this {
    return this.add({ is: 'caught-up', socket, room: 'r', seq });
  }

  deliver(socket: string, from: number, to = from): this {
    for (let seq = from; seq <= to; seq++)
      this.add({ is: 'event', socket, room: 'r', frame: this.frame(seq) });
    return this;
  }

  post(socket: string | null, user: string, key: string): this {
    return this.add({ is: 'post', socket, user, room: 'r', key, body: `text of ${key}` });
  }

  ack(socket: string | null, user: string, key: string, seq: number): this {
    return this.add({ is: 'ack', socket, user, room: 'r', key, seq });
  }

  refused(socket: string, user: string, key: string, again: boolean, code = 'unavailable'): this {
    return this.add({ is: 'refused', socket, user, room: 'r', key, code, again });
  }

  /** Posted, stored and acknowledged, with nothing between. */
  say(socket: string, user: string, key: string): number {
    this.post(socket, user, key);
    const seq = this.stored(user, key);
    this.ack(socket, user, key, seq);
    return seq;
  }

  history(user: string, after: number, to = this.log.length, asked = this.now + 5): this {
    const events = this.log.slice(after, to).map(({ seq }) => this.frame(seq));
    return this.add({ is: 'history', asked, user, room: 'r', after, events, head: to });
  }

  /** Takes the text of a message and of its edits out, and answers. */
  delete(target: number): number {
    for (const event of this.log)
      if (event.seq === target || event.data.target === target) event.data = { ...event.data, body: null };
    const seq = this.append('message.deleted', 'ann', { target });
    this.add({ is: 'deleted', room: 'r', target });
    return seq;
  }

  edit(target: number, body: string): number {
    const by = this.log[target - 1]?.by ?? '';
    const seq = this.append('message.edited', by, { target, body });
    this.add({ is: 'edited', user: by, room: 'r', target, body });
    return seq;
  }

  remove(user: string): number {
    const seq = this.append('member.removed', 'ann', { user });
    this.add({ is: 'removed', user, room: 'r' });
    return seq;
  }

  join(user: string): number {
    const seq = this.append('member.joined', user, { user });
    this.add({ is: 'joined', user, room: 'r' });
    return seq;
  }

  /** Takes the room away, and answers. */
  deleteRoom(): this {
    this.isGone = true;
    return this.add({ is: 'room-deletion', room: 'r' }, { is: 'room-deleted', room: 'r' });
  }

  /** A socket is told that the room is deleted. */
  gone(socket: string): this {
    return this.add({ is: 'gone', socket, room: 'r', code: 'room_deleted' });
  }

  /** The store went back to this head, as from a backup. */
  restore(head: number, running = false): this {
    this.log.length = head;
    this.isGone = false;
    return this.add({ is: 'restored', heads: { r: head }, running });
  }

  /** The history with the room as it now is in the store. */
  end(): History {
    return { records: this.records, store: this.isGone ? [] : [this.storedRoom()] };
  }

  private storedRoom(): StoredRoom {
    const bodies = new Map<number, string | null>();
    const members = new Set<string>();
    for (const { seq, type, by, data } of this.log) {
      if (type === 'message.posted') bodies.set(seq, data.body ?? null);
      if (type === 'message.edited' && data.target) bodies.set(data.target, data.body ?? null);
      if (type === 'room.created') members.add(by);
      if (type === 'member.joined') members.add(data.user ?? '');
      if (type === 'member.removed') members.delete(data.user ?? '');
    }
    return {
      room: 'r',
      epoch: 'e',
      head: this.log.length,
      events: this.log.map(({ seq, id, type, by }) => ({ seq, id, type, by, frame: this.frame(seq) })),
      messages: this.log
        .filter(({ type }) => type === 'message.posted')
        .map(({ seq, by, data: { n = 0, key = '' } }) => ({
          seq,
          n,
          by,
          key,
          body: bodies.get(seq) ?? null,
        })),
      members: [...members],
    };
  }
}
