import type { Account } from '../../../contracts/auth.ts';
import type { RoomEvent } from '../../../contracts/chats.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { welcomeFrame } from '../live/scripted-socket.ts';
import type { Socket, SocketEvents } from '../live/socket.ts';
import type { ScriptedChats, ServerRoom } from './scripted-chats.ts';
import type { ScriptedFaults } from './scripted-faults.ts';

interface Client {
  user: string;
  events: SocketEvents;
  /** Rooms that get every event. */
  open: Set<string>;
  greeted: boolean;
  /** Rooms whose activity is about to be told. */
  active: Set<string>;
  closed: boolean;
}

/** The sockets of the scripted server: their protocol, and who of them hears what. */
export class ScriptedSockets {
  readonly clients = new Set<Client>();
  /** The frames that clients sent, with who did. */
  readonly heard: { user: string; frame: UpInput }[] = [];
  readonly #clock: Clock;
  readonly #faults: ScriptedFaults;
  readonly #chats: ScriptedChats;

  constructor(clock: Clock, faults: ScriptedFaults, chats: ScriptedChats) {
    this.#clock = clock;
    this.#faults = faults;
    this.#chats = chats;
  }

  /** A browser makes a socket. `account` is who its cookie says, null when there is none. */
  connect(session: { account: Account | null }, events: SocketEvents): Socket {
    const client: Client = {
      user: session.account?.id ?? '',
      events,
      open: new Set(),
      greeted: false,
      active: new Set(),
      closed: false,
    };
    this.#clock.after(1, () => {
      if (client.closed) return;
      if (!this.#faults.reachable || !session.account) {
        this.drop(client);
        return;
      }
      this.clients.add(client);
      events.opened();
    });
    return {
      send: (text) => {
        this.#clock.after(1, () => {
          this.#hear(client, JSON.parse(text) as UpInput);
        });
      },
      close: () => {
        client.closed = true;
        this.clients.delete(client);
      },
    };
  }

  /** Ends a client's socket. */
  drop(client: Client, code = 1006): void {
    if (client.closed) return;
    client.closed = true;
    this.clients.delete(client);
    client.events.closed(code, '');
  }

  /** Ends all sockets of somebody's, whose session is over. */
  revoke(user: string): void {
    for (const client of this.clients) if (client.user === user) this.drop(client, 4001);
  }

  /** Sends an event to whoever has the room open, and word of it to its other members. */
  event(room: ServerRoom, event: RoomEvent): void {
    for (const client of this.clients) {
      if (!client.greeted || !room.members.has(client.user)) continue;
      if (client.open.has(room.id)) this.#say(client, event);
      else this.#active(client, room.id);
    }
  }

  /** Tells a user that a room is closed to them, where they have it open. */
  removed(room: string, user: string): void {
    for (const client of this.clients) {
      if (client.user === user && client.open.delete(room))
        this.#say(client, { t: 'gone', room, code: 'removed' });
    }
  }

  /** Sends an entry of a user's own log. */
  mine(user: string, frame: object): void {
    for (const client of this.clients) if (client.user === user && client.greeted) this.#say(client, frame);
  }

  /** Tells of a room that is not open, with whatever else happens within a while. */
  #active(client: Client, room: string): void {
    if (client.active.size === 0) {
      this.#clock.after(100, () => {
        const heads = [...client.active].map((id) => [
          id,
          { head: this.#chats.room(id).events.length, posts: this.#chats.room(id).posts },
        ]);
        client.active.clear();
        this.#say(client, { t: 'activity', rooms: Object.fromEntries(heads) });
      });
    }
    client.active.add(room);
  }

  #say(client: Client, frame: object): void {
    const text = JSON.stringify(frame);
    if (!this.#faults.deliver(frame as { t: string })) return;
    this.#clock.after(1, () => {
      if (!client.closed) client.events.received(text);
    });
  }

  #hear(client: Client, frame: UpInput): void {
    if (client.closed) return;
    this.heard.push({ user: client.user, frame });
    const say = (answer: object): void => {
      this.#say(client, answer);
    };
    if (frame.t === 'ping') say({ t: 'pong' });
    else if (frame.t === 'hello') this.#greet(client, frame);
    else if (!client.greeted) say({ t: 'error', re: frame.t, code: 'malformed' });
    else if (frame.t === 'open') this.#open(client, frame.room, frame);
    else if (frame.t === 'close') client.open.delete(frame.room);
    else if (frame.t === 'read') this.#chats.read(frame.room, client.user, frame.seq);
    else if (frame.t === 'post') {
      const { room, key, body } = frame;
      const refusal = this.#faults.refuse(frame);
      if (refusal) {
        say({ t: 'refused', key, room, message: 'made to fail', ...refusal });
        return;
      }
      if (!this.#chats.rooms.get(room)?.members.has(client.user)) {
        say({ t: 'refused', key, room, code: 'not_found', message: 'no such room' });
        return;
      }
      const { seq, at, data } = this.#chats.post(room, client.user, key, body);
      say({ t: 'ack', key, room, seq, at, ...('n' in data ? { n: data.n } : {}) });
    }
  }

  #greet(client: Client, hello: Extract<UpInput, { t: 'hello' }>): void {
    const log = this.#chats.logOf(client.user);
    this.#say(client, welcomeFrame(client.user, { me: log.length }));
    // The list of rooms takes a while; until it is there, the server takes no other frame.
    this.#clock.after(5, () => {
      if (client.closed) return;
      const rooms = this.#chats.roomsOf(client.user).map(({ id, name, head, epoch, posts, read, unread }) => {
        return { id, name, head, epoch, posts, read, unread };
      });
      this.#say(client, { t: 'rooms', rooms, more: false });
      const after = hello.me?.after;
      for (const { seq, frame } of log) if (after !== undefined && seq > after) this.#say(client, frame);
      client.greeted = true;
      for (const [room, position] of Object.entries(hello.open ?? {})) this.#open(client, room, position);
    });
  }

  #open(
    client: Client,
    id: string,
    at: { after?: number | undefined; epoch?: string | undefined; last?: string | undefined },
  ): void {
    const room = this.#chats.rooms.get(id);
    if (!room?.members.has(client.user)) {
      this.#say(client, { t: 'error', re: 'open', room: id, code: 'not_found' });
      return;
    }
    const head = room.events.length;
    const { after = head, epoch, last } = at;
    const wrong =
      (epoch ?? room.epoch) !== room.epoch ||
      after > head ||
      (after > 0 && last !== undefined && room.events[after - 1]?.id !== last);
    client.open.add(id);
    if (wrong) this.#say(client, { t: 'reset', room: id, epoch: room.epoch, head });
    else for (const event of room.events.slice(after)) this.#say(client, event);
    this.#say(client, { t: 'caught-up', room: id, seq: head });
  }
}
