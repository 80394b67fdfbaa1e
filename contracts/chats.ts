import * as v from 'valibot';
import { errorStatus, type ErrorCode } from './errors.ts';
import { Face, spent } from './invite-faces.ts';
import { routes } from './route.ts';
import { Body, count, Id, Key, Limit, Role, Seq, Time, Token, User } from './shapes.ts';

export const Room = v.object({
  id: Id,
  name: v.string(),
  /** The seq of the newest event. */
  head: Seq,
  /** Changes when the log was replaced by another; positions in the old one mean nothing in the new one. */
  epoch: v.string(),
  /** How many messages were ever posted, deleted ones too. */
  posts: Seq,
  /** The caller's read position: a seq. */
  read: Seq,
  /** Messages after the read position. */
  unread: Seq,
  /** Seqs of messages after the read position that mention the caller, the newest 100; left out: not told here. */
  mentions: v.optional(v.array(Seq)),
  role: Role,
  members: v.number(),
  createdAt: Time,
});
export type Room = v.InferOutput<typeof Room>;

export const Member = v.object({ user: Id, role: Role, joinedSeq: Seq, joinedAt: Time });
export type Member = v.InferOutput<typeof Member>;

export const Invite = v.object({
  id: Id,
  by: Id,
  createdAt: Time,
  expiresAt: v.nullable(Time),
  maxUses: v.nullable(v.number()),
  uses: v.number(),
});
export type Invite = v.InferOutput<typeof Invite>;

export const Message = v.object({
  seq: Seq,
  /** The message's ordinal among the room's messages, from 1. */
  n: Seq,
  at: Time,
  by: Id,
  key: v.string(),
  /** Null once deleted. */
  body: v.nullable(v.string()),
  editedAt: v.optional(Time),
  deletedAt: v.optional(Time),
});
export type Message = v.InferOutput<typeof Message>;

const event = <const T extends string, D extends v.GenericSchema>(type: T, data: D) =>
  v.object({
    t: v.literal('event'),
    v: v.literal(1),
    room: Id,
    seq: Seq,
    id: Id,
    at: Time,
    by: Id,
    type: v.literal(type),
    data,
  });

/** One entry of a room's log, exactly as it goes over the socket. Unknown types are to be ignored by clients. */
export const RoomEvent = v.variant('type', [
  event('room.created', v.object({ name: v.string() })),
  event('room.renamed', v.object({ name: v.string() })),
  event('member.joined', v.object({ user: Id })),
  event('member.left', v.object({ user: Id })),
  event('member.removed', v.object({ user: Id })),
  event('message.posted', v.object({ n: Seq, key: v.string(), body: v.nullable(v.string()) })),
  event('message.edited', v.object({ target: Seq, body: v.nullable(v.string()) })),
  event('message.deleted', v.object({ target: Seq })),
]);
export type RoomEvent = v.InferOutput<typeof RoomEvent>;
export type RoomEventType = RoomEvent['type'];

/** One entry of a user's own log: what all their devices must learn. */
export const MeEvent = v.variant('type', [
  v.object({ t: v.literal('me'), seq: Seq, type: v.literal('room.joined'), data: v.object({ room: Room }) }),
  v.object({
    t: v.literal('me'),
    seq: Seq,
    type: v.literal('room.left'),
    data: v.object({ room: Id, reason: v.picklist(['left', 'removed', 'room_deleted']) }),
  }),
  v.object({
    t: v.literal('me'),
    seq: Seq,
    type: v.literal('read'),
    data: v.object({ room: Id, seq: Seq, n: Seq }),
  }),
  v.object({
    t: v.literal('me'),
    seq: Seq,
    type: v.literal('mention'),
    data: v.object({ room: Id, seq: Seq, by: Id }),
  }),
]);
export type MeEvent = v.InferOutput<typeof MeEvent>;

const InRoom = v.object({ room: Id });
const InviteToken = v.object({ token: Token });
const Page = v.object({
  before: v.optional(count(0, 2 ** 53 - 1)),
  after: v.optional(count(0, 2 ** 53 - 1)),
  limit: Limit,
});
const Posted = v.object({ seq: Seq, at: Time });
/** How far a room's log reaches. `last`: the id of the event at the head; a replica of before does not say it. */
const Head = { head: Seq, posts: Seq, epoch: v.string(), last: v.optional(Id) };

export const chats = routes({
  createRoom: {
    method: 'POST',
    path: '/api/rooms',
    summary: 'Make a room; the caller is its owner and first member.',
    who: 'user',
    body: v.object({ name: v.string() }),
    answers: { 201: Room },
    errors: ['invalid', 'limit_reached'],
  },
  rooms: {
    method: 'GET',
    path: '/api/rooms',
    summary: "The caller's rooms by id; `after` is the last id of the page before.",
    who: 'user',
    query: v.object({ after: v.optional(Id), limit: v.optional(count(1, 200), 200) }),
    answers: { 200: v.object({ rooms: v.array(Room), more: v.boolean() }) },
    errors: [],
  },
  room: {
    method: 'GET',
    path: '/api/rooms/{room}',
    summary: "A room of the caller's.",
    who: 'user',
    params: InRoom,
    answers: { 200: Room },
    errors: ['not_found'],
  },
  renameRoom: {
    method: 'PATCH',
    path: '/api/rooms/{room}',
    summary: 'Rename a room (owners).',
    who: 'user',
    params: InRoom,
    body: v.object({ name: v.string() }),
    answers: { 200: Room },
    errors: ['not_found', 'not_allowed', 'invalid'],
  },
  deleteRoom: {
    method: 'DELETE',
    path: '/api/rooms/{room}',
    summary: 'Delete a room with everything in it (owners).',
    who: 'user',
    params: InRoom,
    answers: { 204: null },
    errors: ['not_found', 'not_allowed'],
  },
  members: {
    method: 'GET',
    path: '/api/rooms/{room}/members',
    summary: 'The members by user id; `after` is the last id of the page before.',
    who: 'user',
    params: InRoom,
    query: v.object({ after: v.optional(Id), limit: v.optional(count(1, 200), 200) }),
    answers: { 200: v.object({ members: v.array(Member), more: v.boolean() }) },
    errors: ['not_found'],
  },
  leave: {
    method: 'DELETE',
    path: '/api/rooms/{room}/members/me',
    summary:
      'Leave. The last owner names a `successor` (else 409 last_owner); the last member confirms with `delete=yes` that the room goes too (else 409 last_member).',
    who: 'user',
    params: InRoom,
    query: v.object({ successor: v.optional(Id), delete: v.optional(v.literal('yes')) }),
    answers: { 204: null },
    errors: ['not_found', 'last_owner', 'last_member', 'invalid'],
  },
  removeMember: {
    method: 'DELETE',
    path: '/api/rooms/{room}/members/{user}',
    summary: 'Remove a member (owners). Links made before do not let them back in.',
    who: 'user',
    params: v.object({ room: Id, user: Id }),
    answers: { 204: null },
    errors: ['not_found', 'not_allowed'],
  },
  createInvite: {
    method: 'POST',
    path: '/api/rooms/{room}/invites',
    summary: 'Make an invite link. Omitted: no expiry, any number of uses.',
    who: 'user',
    params: InRoom,
    body: v.object({
      expiresInSeconds: v.optional(
        v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(366 * 86_400)),
      ),
      maxUses: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000))),
    }),
    answers: { 201: v.object({ id: Id, token: Token, url: v.string() }) },
    errors: ['not_found', 'invalid', 'limit_reached'],
  },
  invites: {
    method: 'GET',
    path: '/api/rooms/{room}/invites',
    summary: 'Invites of a room that still work, newest first. Tokens are not kept, so they are not here.',
    who: 'user',
    params: InRoom,
    answers: { 200: v.object({ invites: v.array(Invite) }) },
    errors: ['not_found'],
  },
  revokeInvite: {
    method: 'DELETE',
    path: '/api/rooms/{room}/invites/{invite}',
    summary: 'Revoke an invite (its maker, or an owner).',
    who: 'user',
    params: v.object({ room: Id, invite: Id }),
    answers: { 204: null },
    errors: ['not_found', 'not_allowed'],
  },
  previewInvite: {
    method: 'GET',
    path: '/api/invites/{token}',
    summary: 'What an invite leads to. Needs no sign-in and uses nothing up.',
    who: 'anyone',
    params: InviteToken,
    answers: {
      200: v.object({
        room: v.object({ id: Id, name: v.string() }),
        memberCount: v.number(),
        inviter: User,
        /** A few of them: the inviter if still there, then those whose accounts are oldest. */
        members: v.optional(v.array(Face)),
      }),
    },
    errors: spent,
  },
  acceptInvite: {
    method: 'POST',
    path: '/api/invites/{token}/accept',
    summary: 'Join by an invite. A member who accepts again uses nothing up.',
    who: 'user',
    params: InviteToken,
    answers: { 200: v.object({ room: Room }) },
    errors: [...spent, 'removed', 'limit_reached'],
  },
  messages: {
    method: 'GET',
    path: '/api/rooms/{room}/messages',
    summary:
      'A page of messages, oldest first. `before` and `after` are exclusive; neither: the newest page. Where texts are long it holds fewer than `limit`, at least one: go on from its last or first seq until a page is empty.',
    who: 'user',
    params: InRoom,
    query: Page,
    answers: { 200: v.object({ messages: v.array(Message), head: Seq, epoch: v.string() }) },
    errors: ['not_found'],
  },
  events: {
    method: 'GET',
    path: '/api/rooms/{room}/events',
    summary:
      "A page of the room's log (joins and leaves too), oldest first. Where texts are long it holds fewer than `limit`, as messages do.",
    who: 'user',
    params: InRoom,
    query: Page,
    answers: { 200: v.object({ events: v.array(RoomEvent), head: Seq, epoch: v.string() }) },
    errors: ['not_found'],
  },
  firstMessage: {
    method: 'GET',
    path: '/api/rooms/{room}/first-message',
    summary:
      'The first message from a time on (milliseconds since 1970): where a day begins. Null: nothing was written since.',
    who: 'user',
    params: InRoom,
    query: v.object({ since: count(0, 2 ** 53 - 1) }),
    answers: { 200: v.object({ seq: v.nullable(Seq), head: Seq }) },
    errors: ['not_found'],
  },
  postMessage: {
    method: 'POST',
    path: '/api/rooms/{room}/messages',
    summary: 'Post. The same key again answers 200 with the first seq.',
    who: 'user',
    params: InRoom,
    body: v.object({ key: Key, body: Body }),
    answers: { 201: Posted, 200: Posted },
    errors: ['not_found', 'key_reused', 'invalid', 'overloaded'],
  },
  editMessage: {
    method: 'PATCH',
    path: '/api/rooms/{room}/messages/{seq}',
    summary: "Change the text of one's own message.",
    who: 'user',
    params: v.object({ room: Id, seq: count(1, 2 ** 53 - 1) }),
    body: v.object({ body: Body }),
    answers: { 200: Message },
    errors: ['not_found', 'not_allowed', 'invalid'],
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/api/rooms/{room}/messages/{seq}',
    summary: "Delete one's own message (owners: any). Again: 204, nothing happens.",
    who: 'user',
    params: v.object({ room: Id, seq: count(1, 2 ** 53 - 1) }),
    answers: { 204: null },
    errors: ['not_found', 'not_allowed'],
  },
  markRead: {
    method: 'PUT',
    path: '/api/rooms/{room}/read',
    summary: "Move the caller's read position forward.",
    who: 'user',
    params: InRoom,
    body: v.object({ seq: Seq }),
    answers: { 204: null },
    errors: ['not_found'],
  },
  firstRoom: {
    method: 'POST',
    path: '/internal/chats/first-room',
    summary: 'Make "General" for the instance\'s new owner, unless they are in a room already.',
    who: 'peer',
    body: v.object({ owner: Id }),
    answers: { 204: null },
    errors: [],
  },
  reserveInvite: {
    method: 'POST',
    path: '/internal/chats/invites/reserve',
    summary: 'Hold one use of an invite for somebody who is about to register by it.',
    who: 'peer',
    body: InviteToken,
    answers: { 200: v.object({ reservation: Id }) },
    errors: spent,
  },
  acceptReserved: {
    method: 'POST',
    path: '/internal/chats/invites/accept',
    summary: 'Let somebody who has just registered in, by the use that was held for them.',
    who: 'peer',
    body: v.object({ token: Token, reservation: Id, user: Id }),
    answers: { 204: null },
    errors: [...spent, 'removed', 'limit_reached'],
  },
  releaseInvite: {
    method: 'POST',
    path: '/internal/chats/invites/release',
    summary: 'Give a held use back: nobody registered by it.',
    who: 'peer',
    body: v.object({ reservation: Id }),
    answers: { 204: null },
    errors: [],
  },
  posts: {
    method: 'POST',
    path: '/internal/chats/posts',
    summary: 'Many posts of many people at once; results in the same order.',
    who: 'peer',
    body: v.object({
      posts: v.pipe(v.array(v.object({ by: Id, room: Id, key: Key, body: Body })), v.maxLength(1024)),
    }),
    answers: {
      200: v.object({
        results: v.array(
          v.union([
            // The message's ordinal in its room goes with the acknowledgement; a replica of before does not say it.
            v.object({ ...Posted.entries, n: v.optional(Seq) }),
            v.object({
              code: v.picklist(Object.keys(errorStatus) as ErrorCode[]),
              message: v.string(),
              retryAfterMs: v.optional(v.number()),
            }),
          ]),
        ),
      }),
    },
    errors: ['overloaded'],
  },
  openRoom: {
    method: 'POST',
    path: '/internal/chats/open',
    summary:
      'Whether a member may open a room, its head, and whether the position they hold still belongs to this log.',
    who: 'peer',
    body: v.object({
      room: Id,
      user: Id,
      after: v.optional(Seq),
      epoch: v.optional(v.string()),
      last: v.optional(v.string()),
    }),
    answers: { 200: v.object({ ...Head, reset: v.boolean() }) },
    errors: ['not_found'],
  },
  catchUp: {
    method: 'POST',
    path: '/internal/chats/catch-up',
    summary:
      "The bytes of a room's events after a position, as they went out first, at most `limit` and fewer where texts are long; with `user`, only while they are a member.",
    who: 'peer',
    body: v.object({
      room: Id,
      user: v.optional(Id),
      after: Seq,
      limit: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)),
    }),
    answers: {
      200: v.object({
        first: Seq,
        /** Id of the event at `after`; none: the log has none there, or the answer is of a replica of before. */
        before: v.optional(Id),
        events: v.array(v.string()),
        head: Seq,
        posts: Seq,
        epoch: v.string(),
      }),
    },
    errors: ['not_found'],
  },
  heads: {
    method: 'POST',
    path: '/internal/chats/heads',
    summary: 'Heads of rooms; rooms that are gone are left out.',
    who: 'peer',
    body: v.object({ rooms: v.pipe(v.array(Id), v.maxLength(10_000)) }),
    answers: {
      200: v.object({ heads: v.record(v.string(), v.object(Head)) }),
    },
    errors: [],
  },
  reads: {
    method: 'POST',
    path: '/internal/chats/reads',
    summary:
      "Many read positions at once. Positions only move forward; strangers' and unknown ones are passed over.",
    who: 'peer',
    body: v.object({ reads: v.pipe(v.array(v.object({ user: Id, room: Id, seq: Seq })), v.maxLength(1024)) }),
    answers: { 204: null },
    errors: [],
  },
  meHeads: {
    method: 'POST',
    path: '/internal/chats/me/heads',
    summary: "Heads of users' own logs; users without one are left out.",
    who: 'peer',
    body: v.object({ users: v.pipe(v.array(Id), v.maxLength(10_000)) }),
    answers: { 200: v.object({ heads: v.record(v.string(), Seq) }) },
    errors: [],
  },
  meLog: {
    method: 'POST',
    path: '/internal/chats/me',
    summary: "A user's own log after a position (the newest position alone without one).",
    who: 'peer',
    body: v.object({ user: Id, after: v.optional(Seq) }),
    answers: { 200: v.object({ head: Seq, reset: v.boolean(), events: v.array(v.string()) }) },
    errors: [],
  },
});
