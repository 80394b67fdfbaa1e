import { decodeRoomBatch, subject, type Digest } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { DigestReader } from './digest-watch.ts';
import type { Peers } from './peers.ts';
import { differ } from './recent-events.ts';
import { OpenRoom, type Listener } from './room.ts';
import type { SlowReader, SlowReaders } from './slow-readers.ts';
import type { Publisher } from './socket.ts';

const headsPerCall = 10_000;
/** After so long heads that could not be read are asked for again: no other digest may ever tell of them. */
const againMs = 1000;

/** After a room's log was replaced its readers open it anew, one after the other so far apart. */
const betweenReadersMs = 0.2;

/** A listener with a socket of its own. */
export interface Reader extends Listener, SlowReader {
  /** The room's log was replaced by another: from now on nothing comes, until it was opened anew in so many ms. */
  replaced(inMs: number): void;
}

/** The topic that carries an open room's events. */
export function roomTopic(room: string): string {
  return `room:${room}`;
}

export interface HubDeps {
  bus: Bus;
  clock: Clock;
  log: Log;
  peers: Peers;
  limits: Limits;
  slowReaders: SlowReaders;
  publisher: () => Publisher;
  /** Hears that a room's log was replaced: the store was put back, and everything known of it may be wrong. */
  onReplaced: () => void;
}

/** The rooms that are open on this process, fed by the bus and mended from `chats`. */
export class Hub implements DigestReader {
  private readonly rooms = new Map<string, { room: OpenRoom; leaveBus: Unsubscribe }>();
  /** Rooms whose heads could not be read. */
  private unread = new Set<string>();
  private cancelAgain = () => {};

  constructor(private readonly deps: HubDeps) {}

  stop(): void {
    this.cancelAgain();
    for (const { room, leaveBus } of this.rooms.values()) {
      leaveBus();
      room.close();
    }
    this.rooms.clear();
  }

  /** Adds a listener to a room. The bus is joined before anyone reads the room's head, so nothing falls between. */
  join(id: string, reader: Reader): OpenRoom {
    let open = this.rooms.get(id);
    if (!open) {
      const room = new OpenRoom(id, this.roomDeps(id));
      open = {
        room,
        leaveBus: this.deps.bus.subscribe(subject.room(id), (payload) => {
          const { head, events } = decodeRoomBatch(payload);
          room.take(head, events);
        }),
      };
      this.rooms.set(id, open);
    }
    open.room.listeners.add(reader);
    return open.room;
  }

  /** Takes a listener away; a room without any is forgotten. */
  leave(id: string, reader: Reader): void {
    const open = this.rooms.get(id);
    if (!open?.room.listeners.delete(reader) || open.room.listeners.size > 0) return;
    open.leaveBus();
    open.room.close();
    this.rooms.delete(id);
  }

  /**
   * Forgets a room whose log is no longer the one that was handed on here. Whether its readers are in it still, only the
   * store can tell: each begins anew with a room that knows nothing of before. All are out of the topic before that.
   */
  private replace(id: string): void {
    const open = this.rooms.get(id);
    if (!open) return;
    open.leaveBus();
    open.room.close();
    this.rooms.delete(id);
    this.deps.onReplaced();
    for (const [i, reader] of [...(open.room.listeners as Set<Reader>)].entries())
      reader.replaced(i * betweenReadersMs);
  }

  /** Whether more than `most` people have a room open here, with however many sockets each. */
  isFuller(id: string, most: number): boolean {
    const listeners = this.rooms.get(id)?.room.listeners;
    if (!listeners || listeners.size <= most) return false;
    const people = new Set<string>();
    for (const { user } of listeners) if (people.add(user).size > most) return true;
    return false;
  }

  private roomDeps(id: string) {
    const { clock, limits, peers, publisher, slowReaders, log } = this.deps;
    const topic = roomTopic(id);
    return {
      publish: (bytes: string) => {
        publisher().publish(topic, bytes);
        const open = this.rooms.get(id);
        if (open) slowReaders.check(open.room.listeners as Set<Reader>, Buffer.byteLength(bytes));
      },
      fetch: (after: number) =>
        peers.chats.catchUp({ body: { room: id, after, limit: limits.catchUpPageEvents } }),
      replaced: () => this.replace(id),
      after: (ms: number, task: () => void) => clock.after(ms, task),
      gapHoldMs: limits.gapHoldMs,
      ringEvents: limits.roomRingEvents,
      // Counted in UTF-16 units, of up to three bytes each: one who catches up gets it all at once, and must not be
      // closed for that, whatever the limits are set to.
      ringBytes: Math.min(limits.roomRingBytes, limits.socketBufferBytes / 4),
      onError: (error: unknown) =>
        log.warn({ err: error, room: id }, 'missing events could not be fetched yet'),
    };
  }

  digest({ heads }: Digest): void {
    const behind: string[] = [];
    for (const [id, [head, , last]] of Object.entries(heads)) {
      const room = this.rooms.get(id)?.room;
      if (room && (head < room.head || differ(last, room.idAt(head)))) behind.push(id);
      else room?.expect(head);
    }
    // Another replica may have gone on since, or the store was put back: it knows.
    if (behind.length > 0) this.askHeads(behind);
  }

  /** Asks for the heads of all open rooms. */
  missed(): void {
    this.askHeads([...this.rooms.keys()]);
  }

  private askHeads(ids: readonly string[]): void {
    for (let i = 0; i < ids.length; i += headsPerCall) {
      const asked = ids.slice(i, i + headsPerCall);
      const known = new Map(asked.map((id) => [id, this.known(id)]));
      this.deps.peers.chats.heads({ body: { rooms: asked } }).then(
        ({ heads }) => {
          for (const [id, state] of Object.entries(heads)) {
            const then = known.get(id);
            then?.room?.compare(state, then.head);
          }
        },
        (error: unknown) => {
          this.deps.log.warn({ err: error }, 'the heads of open rooms could not be read yet');
          this.askAgain(asked);
        },
      );
    }
  }

  /** A room that is open, and its head: what is answered later is of this one, and not of another in its place. */
  private known(id: string) {
    const room = this.rooms.get(id)?.room;
    return { room, head: room?.head ?? -1 };
  }

  private askAgain(ids: readonly string[]): void {
    const { unread } = this;
    if (unread.size === 0)
      this.cancelAgain = this.deps.clock.after(againMs, () => {
        this.unread = new Set();
        this.askHeads([...unread].filter((id) => this.rooms.has(id)));
      });
    for (const id of ids) unread.add(id);
  }
}
