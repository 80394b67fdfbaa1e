import type { Account, Instance } from '../../../contracts/auth.ts';
import type { Message, Room, RoomEvent } from '../../../contracts/chats.ts';
import { errorStatus, type ErrorCode } from '../../../contracts/errors.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { welcomeFrame } from '../live/scripted-socket.ts';
import type { OpenSocket, SocketEvents } from '../live/socket.ts';

interface ServerRoom {
  id: string;
  name: string;
  epoch: string;
  events: RoomEvent[];
  posts: number;
  members: Set<string>;
  /** Read position of each member: seq and ordinal. */
  reads: Map<string, { seq: number; n: number }>;
}

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

/** Faults between server and clients, for tests to set. */
interface Faults {
  /** False: the frame to a client is lost. */
  deliver: (frame: { t: string }) => boolean;
  /** A refusal of a post instead of taking it. */
  refuse: (post: { key: string }) => { code: ErrorCode; retryAfterMs?: number } | undefined;
  /** False: handshakes and calls find nobody. */
  reachable: boolean;
  /** What the answer to a call, such as `/members`, waits for. */
  hold: (path: string) => Promise<void> | undefined;
}

/**
 * A small model of the server behind the browser's live data, for tests: accounts, rooms with their logs, the socket's
 * protocol and the calls that live data makes. Everything takes a millisecond of the test's own clock.
 */
export class ScriptedServer {
  readonly faults: Faults = {
    deliver: () => true,
    refuse: () => undefined,
    reachable: true,
    hold: () => undefined,
  };
  readonly rooms = new Map<string, ServerRoom>();
  readonly accounts = new Map<string, Account>();
  readonly clients = new Set<Client>();
  /** The frames that clients sent, with who did. */
  readonly heard: { user: string; frame: UpInput }[] = [];
  readonly #clock: Clock;
  readonly #mine = new Map<string, { seq: number; frame: object }[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addAccount(id: string, username: string): Account {
    const account: Account = { id, username, role: 'member' };
    this.accounts.set(id, account);
    return account;
  }

  addRoom(id: string, name: string, members: string[]): ServerRoom {
    const reads = new Map(members.map((user) => [user, { seq: 1, n: 0 }]));
    const room: ServerRoom = {
      id,
      name,
      epoch: 'epoch-1',
      events: [],
      posts: 0,
      members: new Set(members),
      reads,
    };
    this.rooms.set(id, room);
    this.append(id, members[0] ?? '', { type: 'room.created', data: { name } });
    return room;
  }

  /** A browser of somebody's. `account` is who its cookie says, null when there is none. */
  browser(session: { account: Account | null }): {
    fetch: (request: Request) => Promise<Response>;
    openSocket: OpenSocket;
  } {
    return {
      fetch: (request) => this.#answer(request, session),
      openSocket: (_url, _protocol, events) => {
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
          if (!this.faults.reachable || !session.account) {
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

  /** Writes an event into a room's log and sends it to whoever has the room open. */
  append(room: string, by: string, rest: Pick<RoomEvent, 'type' | 'data'>): RoomEvent {
    const target = this.#room(room);
    const seq = target.events.length + 1;
    const event = {
      t: 'event',
      v: 1,
      room,
      seq,
      id: `event-${target.epoch}-${seq}`,
      at: this.#clock.now(),
      by,
      ...rest,
    } as RoomEvent;
    target.events.push(event);
    for (const client of this.clients) {
      if (!client.greeted || !target.members.has(client.user)) continue;
      if (client.open.has(room)) this.#say(client, event);
      else this.#active(client, room);
    }
    return event;
  }

  /** Posts; the same key again answers the first seq. */
  post(room: string, by: string, key: string, body: string): RoomEvent {
    const target = this.#room(room);
    const known = target.events.find(
      (event) => event.type === 'message.posted' && event.by === by && event.data.key === key,
    );
    if (known) return known;
    target.posts++;
    const event = this.append(room, by, { type: 'message.posted', data: { n: target.posts, key, body } });
    this.read(room, by, event.seq);
    return event;
  }

  read(room: string, user: string, seq: number): void {
    const target = this.#room(room);
    const n = target.events.slice(0, seq).findLast((event) => event.type === 'message.posted');
    const ordinal = n?.type === 'message.posted' ? n.data.n : 0;
    if ((target.reads.get(user)?.seq ?? 0) >= seq) return;
    target.reads.set(user, { seq, n: ordinal });
    this.tellMe(user, { type: 'read', data: { room, seq, n: ordinal } });
  }

  /** Takes somebody out of a room: an event, the user's own log, and `gone` at once. */
  remove(room: string, user: string, by: string): void {
    const target = this.#room(room);
    this.append(room, by, { type: 'member.removed', data: { user } });
    target.members.delete(user);
    for (const client of this.clients) {
      if (client.user === user && client.open.delete(room))
        this.#say(client, { t: 'gone', room, code: 'removed' });
    }
    this.tellMe(user, { type: 'room.left', data: { room, reason: 'removed' } });
  }

  /** An entry in a user's own log. */
  tellMe(user: string, entry: { type: string; data: object }): void {
    const log = this.#log(user);
    const frame = { t: 'me', seq: log.length + 1, ...entry };
    log.push({ seq: frame.seq, frame });
    for (const client of this.clients) if (client.user === user && client.greeted) this.#say(client, frame);
  }

  record(id: string, user: string): Room {
    const room = this.#room(id);
    const { seq, n } = room.reads.get(user) ?? { seq: 0, n: 0 };
    const { name, epoch, posts } = room;
    const counts = { head: room.events.length, epoch, posts, read: seq, unread: posts - n };
    return { id, name, ...counts, role: 'member', members: room.members.size, createdAt: 1 };
  }

  #log(user: string): { seq: number; frame: object }[] {
    let log = this.#mine.get(user);
    if (!log) this.#mine.set(user, (log = []));
    return log;
  }

  #room(id: string): ServerRoom {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  #roomsOf(user: string): Room[] {
    return [...this.rooms.values()]
      .filter((room) => room.members.has(user))
      .map((room) => this.record(room.id, user));
  }

  /** Tells of a room that is not open, with whatever else happens within a while. */
  #active(client: Client, room: string): void {
    if (client.active.size === 0) {
      this.#clock.after(100, () => {
        const heads = [...client.active].map((id) => [
          id,
          { head: this.#room(id).events.length, posts: this.#room(id).posts },
        ]);
        client.active.clear();
        this.#say(client, { t: 'activity', rooms: Object.fromEntries(heads) });
      });
    }
    client.active.add(room);
  }

  #say(client: Client, frame: object): void {
    const text = JSON.stringify(frame);
    if (!this.faults.deliver(frame as { t: string })) return;
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
    else if (frame.t === 'read') this.read(frame.room, client.user, frame.seq);
    else if (frame.t === 'post') {
      const { room, key, body } = frame;
      const refusal = this.faults.refuse(frame);
      if (refusal) {
        say({ t: 'refused', key, room, message: 'made to fail', ...refusal });
        return;
      }
      if (!this.rooms.get(room)?.members.has(client.user)) {
        say({ t: 'refused', key, room, code: 'not_found', message: 'no such room' });
        return;
      }
      const { seq, at, data } = this.post(room, client.user, key, body);
      say({ t: 'ack', key, room, seq, at, ...('n' in data ? { n: data.n } : {}) });
    }
  }

  #greet(client: Client, hello: Extract<UpInput, { t: 'hello' }>): void {
    const log = this.#log(client.user);
    this.#say(client, welcomeFrame(client.user, { me: log.length }));
    // The list of rooms takes a while; until it is there, the server takes no other frame.
    this.#clock.after(5, () => {
      if (client.closed) return;
      const rooms = this.#roomsOf(client.user).map(({ id, name, head, epoch, posts, read, unread }) => {
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
    const room = this.rooms.get(id);
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

  async #answer(request: Request, session: { account: Account | null }): Promise<Response> {
    if (!this.faults.reachable) throw new TypeError('nobody answers');
    const { pathname, searchParams } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    await this.faults.hold(pathname);
    const refuse = (code: ErrorCode): Response =>
      Response.json({ error: { code, message: code } }, { status: errorStatus[code] });
    const instance: Instance = {
      claimed: true,
      registration: 'open',
      owner: 'olga',
      loopbackOnly: true,
      version: '0',
    };
    if (call === 'GET /api/auth/instance') return Response.json(instance);
    if (call === 'POST /api/auth/login') {
      const { username } = (await request.json()) as { username: string };
      session.account = [...this.accounts.values()].find((account) => account.username === username) ?? null;
      return session.account ? Response.json({ user: session.account }) : refuse('wrong_credentials');
    }
    const { account } = session;
    if (!account) return refuse('not_signed_in');
    if (call === 'GET /api/auth/session') return Response.json({ user: account });
    if (call === 'POST /api/auth/logout') {
      session.account = null;
      for (const client of this.clients) if (client.user === account.id) this.drop(client, 4001);
      return new Response(null, { status: 204 });
    }
    if (call === 'GET /api/rooms') return Response.json({ rooms: this.#roomsOf(account.id), more: false });
    if (call === 'GET /api/users') {
      const users = (searchParams.get('ids') ?? '').split(',').map((id) => this.accounts.get(id));
      const known = users.filter((user) => user !== undefined);
      return Response.json({
        users: known.map(({ id, username }) => ({
          id,
          username,
          displayName: username.toUpperCase(),
          status: '',
          avatarUrl: null,
        })),
      });
    }
    const [, id = '', rest = ''] = /^\/api\/rooms\/([^/]+)(.*)$/.exec(pathname) ?? [];
    const room = this.rooms.get(id);
    if (!room?.members.has(account.id)) return refuse('not_found');
    if (rest === '') return Response.json(this.record(id, account.id));
    if (rest === '/members') {
      const [owner] = room.members;
      const after = searchParams.get('after') ?? '';
      const users = [...room.members].toSorted().filter((user) => user > after);
      const page = users.slice(0, Number(searchParams.get('limit') ?? 50));
      const members = page.map((user) => ({
        user,
        role: user === owner ? 'owner' : 'member',
        joinedSeq: 1,
        joinedAt: 1,
      }));
      return Response.json({ members, more: page.length < users.length });
    }
    const target = Number(/^\/messages\/(\d+)$/.exec(rest)?.[1]);
    if (request.method === 'DELETE' && target > 0) {
      const isDeleted = room.events.some(
        (event) => event.type === 'message.deleted' && event.data.target === target,
      );
      if (!isDeleted) this.append(id, account.id, { type: 'message.deleted', data: { target } });
      return new Response(null, { status: 204 });
    }
    if (request.method === 'PATCH' && target > 0) {
      const { body } = (await request.json()) as { body: string };
      this.append(id, account.id, { type: 'message.edited', data: { target, body } });
      return Response.json({});
    }
    if (rest === '/events') return Response.json(pageOf(room, room.events, 'events', searchParams));
    if (rest === '/messages')
      return Response.json(pageOf(room, messagesOf(room.events), 'messages', searchParams));
    if (rest === '/first-message') {
      const since = Number(searchParams.get('since'));
      const first = messagesOf(room.events).find(({ at }) => at >= since);
      return Response.json({ seq: first?.seq ?? null, head: room.events.length });
    }
    return refuse('method_not_allowed');
  }
}

/** A page of a room's log or messages, as the server cuts it. */
function pageOf(
  room: ServerRoom,
  all: readonly { seq: number }[],
  name: string,
  query: URLSearchParams,
): object {
  const { epoch, events } = room;
  const number = (key: string, otherwise: number): number => Number(query.get(key) ?? otherwise);
  const [after, before] = [number('after', 0), number('before', events.length + 1)];
  const between = all.filter(({ seq }) => seq > after && seq < before);
  const limit = number('limit', 50);
  return {
    [name]: query.has('after') ? between.slice(0, limit) : between.slice(-limit),
    head: events.length,
    epoch,
  };
}

/** Each message as it is now. */
function messagesOf(events: readonly RoomEvent[]): Message[] {
  const messages = new Map<number, Message>();
  for (const event of events) {
    const { seq, at, by, type, data } = event;
    if (type === 'message.posted') messages.set(seq, { seq, at, by, ...data });
    if (type !== 'message.edited' && type !== 'message.deleted') continue;
    const message = messages.get(data.target);
    if (!message) continue;
    if (type === 'message.deleted') messages.set(data.target, { ...message, body: null, deletedAt: at });
    else if (message.deletedAt === undefined)
      messages.set(data.target, { ...message, body: data.body, editedAt: at });
  }
  return [...messages.values()];
}
