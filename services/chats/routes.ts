import type { chats } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { RateCounter } from '../../platform/rates.ts';
import { Reply, type Handlers } from '../../platform/routes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Changes } from './changes.ts';
import { deleteMessage, editMessage } from './edits.ts';
import type { Erasures } from './erasures.ts';
import { firstMessageSince } from './first-message.ts';
import { eventPage, messagePage } from './history.ts';
import { giveBack, reserveInvite } from './invite-reservations.ts';
import { acceptInvite, createInvite, listInvites, previewInvite, revokeInvite } from './invites.ts';
import { leave, listMembers, removeMember } from './members.ts';
import { membership } from './membership.ts';
import { readMe, readMeHeads } from './me-log.ts';
import type { Post, Posted } from './messages.ts';
import { afterRefused, type PostQueue } from './post-queue.ts';
import { moveReads } from './reads.ts';
import { catchUp, openRoom, readHeads } from './resume.ts';
import { createFirstRoom, createRoom, deleteRoom, listRooms, readRoom, renameRoom } from './rooms.ts';
import { checkBody } from './texts.ts';
import type { UntoldReads } from './untold-reads.ts';

/** A refusal that is known at once, or what the queue will answer. */
type Refusable = ApiError | Promise<Posted | ApiError>;

export interface RouteDeps {
  changes: Changes;
  queue: PostQueue;
  erasures: Erasures;
  untoldReads: UntoldReads;
  clock: Clock;
  limits: Limits;
  rates: { posts: RateCounter; rooms: RateCounter; invites: RateCounter };
  /** The address that invite links of REST answers begin with. */
  publicAddress: () => string;
}

/**
 * Starts posts in their order. Once one of a sender's to a room was refused at once but may be tried again, their later
 * ones to that room are refused too, so that trying again cannot reorder them.
 */
function inSenderOrder(posts: readonly Post[], post: (post: Post) => Refusable): Refusable[] {
  const refused = new Map<string, ApiError>();
  return posts.map((wanted) => {
    const sender = `${wanted.by} ${wanted.room}`;
    const before = refused.get(sender);
    const answer = before ? afterRefused(before) : post(wanted);
    if (answer instanceof ApiError && answer.retryAfterMs !== undefined) refused.set(sender, answer);
    return answer;
  });
}

/** Every call of `chats`, bound to the rule that answers it. */
export function handlers(deps: RouteDeps): Handlers<typeof chats> {
  const { changes, limits, clock, rates } = deps;
  const { query } = changes.database;
  const now = () => clock.now();

  function post(wanted: Post): Refusable {
    try {
      checkBody(wanted.body, limits.bodyUnits);
      rates.posts.take(wanted.by);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
    return deps.queue.post(wanted);
  }

  /** What may delete a room: where its end is not known, the room may be gone, and its members have to hear so. */
  async function deleting<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ApiError)) void deps.erasures.look();
      throw error;
    }
  }

  return {
    async createRoom({ body }, { user }) {
      rates.rooms.take(user.id);
      return createRoom(changes, limits, user.id, body.name, now());
    },
    rooms: ({ query: page }, { user }) => listRooms(query, user.id, page),
    room: ({ params }, { user }) => readRoom(query, params.room, user.id),
    renameRoom: ({ params, body }, { user }) =>
      renameRoom(changes, limits, { user: user.id, room: params.room }, body.name, now()),
    async deleteRoom({ params }, { user }) {
      await deleting(deleteRoom(changes, { user: user.id, room: params.room }, now()));
      await deps.erasures.erase(params.room);
    },
    members: ({ params, query: page }, { user }) =>
      listMembers(query, { user: user.id, room: params.room }, page),
    async leave({ params, query: choice }, { user }) {
      const deleted = await deleting(leave(changes, { user: user.id, room: params.room }, choice, now()));
      if (deleted) await deps.erasures.erase(params.room);
    },
    removeMember: async ({ params }, { user }) =>
      removeMember(changes, { user: user.id, room: params.room }, params.user, now()),
    async createInvite({ params, body }, { user }) {
      rates.invites.take(user.id);
      const who = { user: user.id, username: user.username, room: params.room };
      const { id, token } = await createInvite(changes, limits, who, body, now());
      return { id, token, url: `${deps.publicAddress()}/join/${token}` };
    },
    invites: async ({ params }, { user }) => ({
      invites: await listInvites(query, { user: user.id, room: params.room }, now()),
    }),
    revokeInvite: async ({ params }, { user }) =>
      revokeInvite(changes, { user: user.id, room: params.room }, params.invite, now()),
    previewInvite: ({ params }) => previewInvite(query, limits, params.token, now()),
    acceptInvite: async ({ params }, { user }) => ({
      room: await acceptInvite(changes, limits, user.id, params.token, now()),
    }),
    messages: ({ params, query: page }, { user }) =>
      messagePage(query, { user: user.id, room: params.room }, { ...page, bytes: limits.pageBytes }),
    events: ({ params, query: page }, { user }) =>
      eventPage(query, { user: user.id, room: params.room }, { ...page, bytes: limits.pageBytes }),
    firstMessage: ({ params, query: { since } }, { user }) =>
      firstMessageSince(query, { user: user.id, room: params.room }, since),
    async postMessage({ params, body }, { user }) {
      const posted = await post({ room: params.room, by: user.id, key: body.key, body: body.body });
      if (posted instanceof ApiError) throw posted;
      return new Reply(posted.fresh ? 201 : 200, { seq: posted.seq, at: posted.at });
    },
    async editMessage({ params, body }, { user }) {
      rates.posts.take(user.id);
      return editMessage(changes, { user: user.id, ...params }, body.body, limits.bodyUnits, now());
    },
    async deleteMessage({ params }, { user }) {
      rates.posts.take(user.id);
      return deleteMessage(changes, { user: user.id, ...params }, now());
    },
    async markRead({ params, body }, { user }) {
      await membership(query, params.room, user.id);
      await moveReads(changes, [{ user: user.id, room: params.room, seq: body.seq }], now());
    },
    firstRoom: async ({ body }) => createFirstRoom(changes, body.owner, now()),
    reserveInvite: async ({ body }) => ({
      reservation: await reserveInvite(changes, limits, body.token, now()),
    }),
    acceptReserved: async ({ body: { user, token, reservation } }) => {
      await acceptInvite(changes, limits, user, token, now(), reservation);
    },
    releaseInvite: async ({ body }) => changes.run((tx) => giveBack(tx, body.reservation)),
    async posts({ body }) {
      const answers = await Promise.all(inSenderOrder(body.posts, post).map(async (answer) => answer));
      return {
        results: answers.map((answer) => {
          if (!(answer instanceof ApiError)) return { seq: answer.seq, at: answer.at, n: answer.n };
          const { code, message, retryAfterMs } = answer;
          return { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
        }),
      };
    },
    openRoom: ({ body: { room, user, ...position } }) =>
      openRoom(query, { room, user }, position, limits.resumeEventsMax),
    catchUp: ({ body }) => catchUp(query, { ...body, bytes: limits.pageBytes }),
    heads: ({ body }) => readHeads(query, body.rooms),
    reads: async ({ body }) => moveReads(changes, body.reads, now()),
    meHeads: ({ body }) => {
      deps.untoldReads.missed(body.users);
      return readMeHeads(query, body.users);
    },
    meLog: ({ body }) => readMe(query, body.user, body.after),
  };
}
