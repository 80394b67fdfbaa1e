import * as v from 'valibot';
import { Id, Seq } from './shapes.ts';
import { Profile } from './users.ts';

/**
 * What goes over the bus. The bus may lose anything: each subject only makes sooner what its reader would find out later.
 * `durable` says what goes besides in a way that loses nothing.
 */
export const subject = {
  /** New events of a room: see `encodeRoomBatch`. */
  room: (room: string) => `chats.room.${room}`,
  /** New entries of a user's own log: one frame a line. */
  me: (user: string) => `chats.me.${user}`,
  /** Heads of rooms and of users' own logs that changed since the last digest. */
  digest: 'chats.digest',
  /** Sessions that ended early. */
  revoked: 'auth.revoked',
  /** A profile as it is now. */
  profile: 'users.profile',
  /** A new username. */
  renamed: 'auth.renamed',
  typing: (room: string) => `live.typing.${room}`,
  /** Whom a live process has sockets of. */
  presence: 'live.presence',
  /** A live process wants to hear from all the others whom they have. */
  presenceAsked: 'live.presence-asked',
} as const;

/** Subjects whose events leave with the commit that made them, and the services that each of these has to reach. */
export const durable: Readonly<Record<string, readonly string[]>> = { [subject.renamed]: ['users', 'chats'] };

const RoomBatchHead = v.object({
  room: Id,
  epoch: v.string(),
  /** Seq of the first event; the others follow without a gap. */
  first: Seq,
  /** Id of the event before the first: whoever has another one there has another log. None: there is none, or the sender is of before. */
  before: v.optional(Id),
  /** How many messages the room has after the last of these events. */
  posts: Seq,
  /** The events' types, in order; a reader that needs no more need not parse the events. */
  types: v.array(v.string()),
});
export type RoomBatchHead = v.InferOutput<typeof RoomBatchHead>;

const idField = '"id":"';
/** An event's id, out of its bytes without parsing them: their beginning is the same for every event. */
export function eventId(bytes: string): string | undefined {
  const at = bytes.indexOf(idField);
  if (at === -1) return undefined;
  const start = at + idField.length;
  return bytes.slice(start, bytes.indexOf('"', start));
}

/** UTF-16 units of events in one payload: of up to three bytes each, they stay below the 1 MiB that NATS takes. */
const payloadUnits = 300_000;

/**
 * A head and the events' own bytes, one a line (JSON text never holds a raw line break), in as many payloads as it
 * takes: each is a batch of its own.
 */
export function encodeRoomBatch(head: RoomBatchHead, events: readonly string[]): string[] {
  const payloads: string[] = [];
  for (let start = 0; start < events.length;) {
    let end = start;
    let units = 0;
    do units += events[end++]?.length ?? 0;
    while (end < events.length && units + (events[end]?.length ?? 0) <= payloadUnits);
    const later = head.types.slice(end).filter((type) => type === 'message.posted').length;
    const preceding = events[start - 1];
    const own = {
      ...head,
      first: head.first + start,
      before: preceding === undefined ? head.before : eventId(preceding),
      posts: head.posts - later,
      types: head.types.slice(start, end),
    };
    payloads.push(`${JSON.stringify(own)}\n${events.slice(start, end).join('\n')}`);
    start = end;
  }
  return payloads;
}

/** The reverse of `encodeRoomBatch`. Throws when the payload is not one: the bus may be shared with strangers. */
export function decodeRoomBatch(payload: string): { head: RoomBatchHead; events: string[] } {
  const [head, ...events] = payload.split('\n');
  const parsed = v.parse(RoomBatchHead, JSON.parse(head ?? ''));
  if (parsed.types.length !== events.length) throw new Error('a room batch of another length than it says');
  return { head: parsed, events };
}

export const Digest = v.object({
  /** The replica that says so, and its running number: a gap means a lost digest. */
  replica: v.string(),
  n: v.number(),
  /** By room: the head, how many messages it has, and the id of the event at the head; one of before leaves that out. */
  heads: v.record(v.string(), v.tuple([Seq, Seq, v.optional(Id)])),
  /** Users whose own log grew, with its new head. */
  me: v.record(v.string(), Seq),
});
export type Digest = v.InferOutput<typeof Digest>;

export const Revoked = v.object({ seq: v.number(), user: Id, session: v.nullable(Id) });
export const ProfileChanged = Profile;
const Renamed = v.object({
  user: Id,
  username: v.string(),
  /** Of two names of an account the one with the higher version is the newer one. */
  version: v.pipe(v.number(), v.safeInteger()),
});
export type Renamed = v.InferOutput<typeof Renamed>;
/** A payload on `subject.renamed`; null when it is not one. */
export function readRenamed(payload: string): Renamed | null {
  try {
    return v.parse(Renamed, JSON.parse(payload));
  } catch {
    return null;
  }
}

export const Typing = v.object({ room: Id, user: Id });
export const PresenceReport = v.object({
  /** The live process, and its running number: a gap means a lost report. */
  node: v.string(),
  n: v.number(),
  /** Nobody is online there but those whom this report names, whatever was said before. */
  anew: v.boolean(),
  /** The next one goes on with it: they count together. */
  more: v.boolean(),
  online: v.array(Id),
  offline: v.array(Id),
});
export type PresenceReport = v.InferOutput<typeof PresenceReport>;
