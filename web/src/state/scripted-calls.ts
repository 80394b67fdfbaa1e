import type { Account, Instance } from '../../../contracts/auth.ts';
import type { Message, RoomEvent } from '../../../contracts/chats.ts';
import { errorStatus, type ErrorCode } from '../../../contracts/errors.ts';
import type { ScriptedChats, ServerRoom } from './scripted-chats.ts';
import type { ScriptedFaults } from './scripted-faults.ts';

const instance: Instance = {
  claimed: true,
  registration: 'open',
  owner: 'olga',
  loopbackOnly: true,
  version: '0',
};

/** The calls of the scripted server: those that live data makes. */
export class ScriptedCalls {
  readonly #faults: ScriptedFaults;
  readonly #chats: ScriptedChats;
  readonly #loggedOut: (user: string) => void;

  /** `loggedOut`: what happens to a user's sockets when their session ends. */
  constructor(faults: ScriptedFaults, chats: ScriptedChats, loggedOut: (user: string) => void) {
    this.#faults = faults;
    this.#chats = chats;
    this.#loggedOut = loggedOut;
  }

  /** Answers a browser whose cookie is this session's; signing in and out changes it. */
  async answer(request: Request, session: { account: Account | null }): Promise<Response> {
    if (!this.#faults.reachable) throw new TypeError('nobody answers');
    const { pathname, searchParams } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    await this.#faults.hold(pathname);
    if (call === 'GET /api/auth/instance') return Response.json(instance);
    if (call === 'POST /api/auth/login') {
      const { username } = (await request.json()) as { username: string };
      const accounts = [...this.#chats.accounts.values()];
      session.account = accounts.find((account) => account.username === username) ?? null;
      return session.account ? Response.json({ user: session.account }) : refuse('wrong_credentials');
    }
    const { account } = session;
    if (!account) return refuse('not_signed_in');
    if (call === 'GET /api/auth/session') return Response.json({ user: account });
    if (call === 'POST /api/auth/logout') {
      session.account = null;
      this.#loggedOut(account.id);
      return new Response(null, { status: 204 });
    }
    if (call === 'GET /api/rooms')
      return Response.json({ rooms: this.#chats.roomsOf(account.id), more: false });
    if (call === 'GET /api/users')
      return Response.json({ users: this.#profiles((searchParams.get('ids') ?? '').split(',')) });
    const [, id = '', rest = ''] = /^\/api\/rooms\/([^/]+)(.*)$/.exec(pathname) ?? [];
    const room = this.#chats.rooms.get(id);
    if (!room?.members.has(account.id)) return refuse('not_found');
    if (rest === '') return Response.json(this.#chats.record(id, account.id));
    const target = Number(/^\/messages\/(\d+)$/.exec(rest)?.[1]);
    if (request.method === 'DELETE' && target > 0) {
      const isDeleted = room.events.some(
        (event) => event.type === 'message.deleted' && event.data.target === target,
      );
      if (!isDeleted) this.#chats.append(id, account.id, { type: 'message.deleted', data: { target } });
      return new Response(null, { status: 204 });
    }
    if (request.method === 'PATCH' && target > 0) {
      const { body } = (await request.json()) as { body: string };
      this.#chats.append(id, account.id, { type: 'message.edited', data: { target, body } });
      return Response.json({});
    }
    const answer = readOf(room, rest, searchParams);
    return answer ? Response.json(answer) : refuse('method_not_allowed');
  }

  #profiles(ids: readonly string[]): object[] {
    const users = ids.map((id) => this.#chats.accounts.get(id));
    const known = users.filter((user) => user !== undefined);
    return known.map(({ id, username }) => ({
      id,
      username,
      displayName: username.toUpperCase(),
      status: '',
      avatarUrl: null,
    }));
  }
}

function refuse(code: ErrorCode): Response {
  return Response.json({ error: { code, message: code } }, { status: errorStatus[code] });
}

/** What a member reads of a room by a call, such as `/members`; undefined when there is no such call. */
function readOf(room: ServerRoom, call: string, query: URLSearchParams): object | undefined {
  if (call === '/members') return membersOf(room, query);
  if (call === '/events') return pageOf(room, room.events, 'events', query);
  if (call === '/messages') return pageOf(room, messagesOf(room.events), 'messages', query);
  if (call !== '/first-message') return undefined;
  const since = Number(query.get('since'));
  const first = messagesOf(room.events).find(({ at }) => at >= since);
  return { seq: first?.seq ?? null, head: room.events.length };
}

/** A page of a room's members. */
function membersOf(room: ServerRoom, query: URLSearchParams): object {
  const [owner] = room.members;
  const after = query.get('after') ?? '';
  const users = [...room.members].toSorted().filter((user) => user > after);
  const page = users.slice(0, Number(query.get('limit') ?? 50));
  const members = page.map((user) => ({
    user,
    role: user === owner ? 'owner' : 'member',
    joinedSeq: 1,
    joinedAt: 1,
  }));
  return { members, more: page.length < users.length };
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
