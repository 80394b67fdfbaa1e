import type { MeEvent } from '../../contracts/chats.ts';
import { subject, type Digest } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { DigestReader } from './digest-watch.ts';
import type { Peers } from './peers.ts';

/** Users in one question for the heads of their own logs. */
const usersPerCall = 10_000;
/** After so long heads of logs that could not be read are asked for again. */
const againMs = 1000;
/** Rooms in one question for their heads. */
const roomsPerCall = 10_000;
/** What digests said is kept for so long at least: longer than it takes to read which rooms somebody is in. */
const recentMs = 30_000;

/** How far a room's log reaches. */
export interface Reached {
  head: number;
  posts: number;
}

/** What a connected person's session does with news of theirs. */
export interface PersonalSession {
  /** An entry of the user's own log, and its bytes: perhaps late or twice, as the bus brought it. */
  meFrame(entry: MeEvent, bytes: string): void;
  /** The user's own log is known to reach so far. */
  meHead(head: number): void;
  /** Heads of rooms of theirs that changed; the session leaves out those it has open. */
  activity(rooms: Map<string, Reached>): void;
}

/** A person with at least one session on this process. */
export interface Person {
  readonly id: string;
  readonly sessions: Set<PersonalSession>;
  /** The rooms they are in; their sessions keep it up to date with their own log, each in its order. */
  readonly rooms: Set<string>;
  leaveBus: Unsubscribe;
}

/** Who is connected here, which rooms they are in, and what their devices must hear of. */
export class People implements DigestReader {
  private readonly people = new Map<string, Person>();
  private readonly byRoom = new Map<string, Set<Person>>();
  private changed = new Map<Person, Map<string, Reached>>();
  /** By room, what digests said lately, and before that. */
  private recent = new Map<string, Reached>();
  private earlier = new Map<string, Reached>();
  /** Users the heads of whose logs could not be read. */
  private unread = new Set<string>();
  private cancelAgain = () => {};
  /** By room with somebody here, how far all of them were told that it reaches. */
  private readonly toldOf = new Map<string, Reached>();
  private asking = false;
  private roomsWanted = false;
  private cancelRooms = () => {};
  private stops: (() => void)[] = [];

  constructor(
    private readonly deps: {
      bus: Bus;
      clock: Clock;
      log: Log;
      peers: Peers;
      limits: Pick<Limits, 'activityIntervalMs'>;
    },
  ) {}

  start(): void {
    const { clock, limits } = this.deps;
    this.stops = [
      clock.every(limits.activityIntervalMs, () => this.flush()),
      clock.every(recentMs, () => {
        this.earlier = this.recent;
        this.recent = new Map();
      }),
    ];
  }

  stop(): void {
    this.cancelAgain();
    this.cancelRooms();
    for (const stop of this.stops) stop();
    for (const person of this.people.values()) person.leaveBus();
  }

  /** Adds a session. From now on the user's own log reaches it, so that reading the log afterwards leaves no gap. */
  enter(user: string, session: PersonalSession): Person {
    let person = this.people.get(user);
    if (!person) {
      const made: Person = { id: user, sessions: new Set(), rooms: new Set(), leaveBus: () => undefined };
      made.leaveBus = this.deps.bus.subscribe(subject.me(user), (payload) => this.meFrames(made, payload));
      this.people.set(user, made);
      person = made;
    }
    person.sessions.add(session);
    return person;
  }

  leave(user: string, session: PersonalSession): void {
    const person = this.people.get(user);
    if (!person?.sessions.delete(session) || person.sessions.size > 0) return;
    person.leaveBus();
    this.people.delete(user);
    this.changed.delete(person);
    for (const room of person.rooms) this.forget(person, room);
  }

  /** Notes that a person is in a room. */
  joined(person: Person, room: string): void {
    if (person.sessions.size === 0) return;
    person.rooms.add(room);
    const set = this.byRoom.get(room) ?? new Set();
    this.byRoom.set(room, set);
    set.add(person);
    // A digest that came while the list of their rooms was read was not for them yet, and the list may be older.
    for (const reached of [this.earlier.get(room), this.recent.get(room)])
      if (reached) this.note(person, room, reached);
  }

  /** Keeps a person's rooms in step with an entry of their own log. */
  apply(person: Person, entry: MeEvent): void {
    if (entry.type === 'room.joined') this.joined(person, entry.data.room.id);
    else if (entry.type === 'room.left') {
      person.rooms.delete(entry.data.room);
      this.forget(person, entry.data.room);
    }
  }

  private forget(person: Person, room: string): void {
    const set = this.byRoom.get(room);
    set?.delete(person);
    if (set?.size !== 0) return;
    this.byRoom.delete(room);
    this.toldOf.delete(room);
  }

  private meFrames(person: Person, payload: string): void {
    for (const bytes of payload.split('\n')) {
      const entry = JSON.parse(bytes) as MeEvent;
      for (const session of [...person.sessions]) session.meFrame(entry, bytes);
    }
  }

  digest({ heads, me }: Digest): void {
    for (const [room, [head, posts]] of Object.entries(heads)) {
      const reached = { head, posts };
      this.reached(room, reached);
    }
    this.meHeads(me);
  }

  /** Tells everybody who is in a room how far it reaches. */
  private reached(room: string, reached: Reached): void {
    keepNewest(this.recent, room, reached);
    const people = this.byRoom.get(room);
    if (!people) return;
    keepNewest(this.toldOf, room, reached);
    for (const person of people) this.note(person, room, reached);
  }

  private note(person: Person, room: string, reached: Reached): void {
    const rooms = this.changed.get(person) ?? new Map<string, Reached>();
    this.changed.set(person, rooms);
    keepNewest(rooms, room, reached);
  }

  /** Asks how far the rooms and the own logs of all who are here reach. */
  missed(): void {
    void this.askRooms();
    this.askMeHeads([...this.people.keys()]);
  }

  private askMeHeads(users: readonly string[]): void {
    for (let i = 0; i < users.length; i += usersPerCall) {
      const asked = users.slice(i, i + usersPerCall);
      this.deps.peers.chats.meHeads({ body: { users: asked } }).then(
        // Who is left out has no log, be it that it was put back to before its first entry.
        ({ heads }) => this.meHeads({ ...Object.fromEntries(asked.map((user) => [user, 0])), ...heads }),
        (error: unknown) => {
          this.deps.log.warn({ err: error }, "the heads of users' own logs could not be read yet");
          this.askAgain(asked);
        },
      );
    }
  }

  private askAgain(users: readonly string[]): void {
    const { unread } = this;
    if (unread.size === 0)
      this.cancelAgain = this.deps.clock.after(againMs, () => {
        this.unread = new Set();
        this.askMeHeads([...unread].filter((user) => this.people.has(user)));
      });
    for (const user of users) unread.add(user);
  }

  /** One call at a time: without a bus this is wanted every second. */
  private async askRooms(): Promise<void> {
    this.roomsWanted = true;
    if (this.asking) return;
    this.asking = true;
    this.cancelRooms();
    try {
      while (this.roomsWanted) {
        this.roomsWanted = false;
        const rooms = [...this.byRoom.keys()];
        for (let i = 0; i < rooms.length; i += roomsPerCall)
          await this.askSome(rooms.slice(i, i + roomsPerCall));
      }
    } catch (error) {
      this.deps.log.warn({ err: error }, 'the heads of rooms could not be read yet');
      this.cancelRooms = this.deps.clock.after(againMs, () => void this.askRooms());
    } finally {
      this.asking = false;
    }
  }

  private async askSome(rooms: string[]): Promise<void> {
    const { heads } = await this.deps.peers.chats.heads({ body: { rooms } });
    for (const [room, { head, posts }] of Object.entries(heads))
      if ((this.toldOf.get(room)?.head ?? -1) < head) this.reached(room, { head, posts });
  }

  private meHeads(heads: Record<string, number>): void {
    for (const [user, head] of Object.entries(heads)) {
      for (const session of this.people.get(user)?.sessions ?? []) session.meHead(head);
    }
  }

  private flush(): void {
    const changed = this.changed;
    this.changed = new Map();
    for (const [person, rooms] of changed) for (const session of person.sessions) session.activity(rooms);
  }
}

/** Notes a head: a digest that comes late does not take back what a newer one said. */
export function keepNewest(rooms: Map<string, Reached>, room: string, reached: Reached): void {
  if ((rooms.get(room)?.head ?? 0) <= reached.head) rooms.set(room, reached);
}
