import * as v from 'valibot';
import { MeEvent, RoomEvent } from './chats.ts';
import { errorStatus, type ErrorCode } from './errors.ts';
import { Body, Id, Key, Seq, Time } from './shapes.ts';
import { Profile } from './users.ts';

/** The WebSocket subprotocol that a client must offer. */
export const subprotocol = 'rookery.v1';

const Position = { after: v.optional(Seq), epoch: v.optional(v.string()), last: v.optional(v.string()) };
/** Where a client stands in a room: the seq it has, the log's epoch, and the id of the event at that seq. */
export const OpenAt = v.object(Position);

const Hello = v.object({
  t: v.literal('hello'),
  open: v.optional(v.record(Id, OpenAt), {}),
  me: v.optional(v.object({ after: v.optional(Seq) }), {}),
  caps: v.optional(v.array(v.string()), []),
});

/** Frames from the browser. Unknown types and fields are ignored. */
export const Up = v.variant('t', [
  Hello,
  v.object({ t: v.literal('open'), room: Id, ...Position }),
  v.object({ t: v.literal('close'), room: Id }),
  v.object({ t: v.literal('post'), room: Id, key: Key, body: Body }),
  v.object({ t: v.literal('typing'), room: Id }),
  v.object({ t: v.literal('read'), room: Id, seq: Seq }),
  v.object({ t: v.literal('watch'), users: v.pipe(v.array(Id), v.maxLength(200)) }),
  v.object({ t: v.literal('ping') }),
]);
export type Up = v.InferOutput<typeof Up>;
/** What a client writes: optional parts may be left out. */
export type UpInput = v.InferInput<typeof Up>;

const Code = v.picklist(Object.keys(errorStatus) as ErrorCode[]);

export const RoomLine = v.object({
  id: Id,
  name: v.string(),
  head: Seq,
  epoch: v.string(),
  posts: Seq,
  read: Seq,
  unread: Seq,
  /** Seqs of unread messages that mention the client's user, the newest 100; a server of before leaves it out. */
  mentions: v.optional(v.array(Seq)),
});
export type RoomLine = v.InferOutput<typeof RoomLine>;

export const PresenceState = v.picklist(['online', 'offline']);

/** Frames to the browser. Clients ignore types and fields that they do not know. */
export const Down = v.variant('t', [
  v.object({
    t: v.literal('welcome'),
    you: v.object({ id: Id, username: v.string() }),
    me: v.object({ seq: Seq }),
    server: v.object({ version: v.string() }),
    limits: v.object({
      bodyUnits: v.number(),
      frameBytes: v.number(),
      inFlightPosts: v.number(),
      openRooms: v.number(),
      watchUsers: v.number(),
    }),
    heartbeatMs: v.number(),
  }),
  v.object({ t: v.literal('rooms'), rooms: v.array(RoomLine), more: v.boolean() }),
  RoomEvent,
  /** `n`: the message's ordinal in its room; only a server of before leaves it out. */
  v.object({
    t: v.literal('ack'),
    key: v.string(),
    room: Id,
    seq: Seq,
    at: Time,
    n: v.optional(Seq),
  }),
  v.object({
    t: v.literal('refused'),
    key: v.string(),
    room: Id,
    code: Code,
    message: v.string(),
    /** Present: try again after so long. Absent: final. */
    retryAfterMs: v.optional(v.number()),
  }),
  v.object({
    t: v.literal('error'),
    re: v.string(),
    room: v.optional(v.string()),
    code: Code,
    message: v.optional(v.string()),
    retryAfterMs: v.optional(v.number()),
  }),
  v.object({ t: v.literal('caught-up'), room: Id, seq: Seq }),
  v.object({ t: v.literal('reset'), room: Id, epoch: v.string(), head: Seq }),
  v.object({ t: v.literal('activity'), rooms: v.record(v.string(), v.object({ head: Seq, posts: Seq })) }),
  MeEvent,
  v.object({ t: v.literal('gone'), room: Id, code: v.picklist(['left', 'removed', 'room_deleted']) }),
  v.object({ t: v.literal('profile'), user: Profile }),
  v.object({ t: v.literal('typing'), room: Id, user: Id }),
  v.object({ t: v.literal('presence'), users: v.record(v.string(), PresenceState) }),
  v.object({ t: v.literal('pong') }),
  v.object({ t: v.literal('bye'), code: v.string(), retryAfterMs: v.optional(v.number()) }),
]);
export type Down = v.InferOutput<typeof Down>;
