import { createHmac } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import { ApiError } from '../../contracts/errors.ts';
import { together, withValues } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import type { Told } from './changes.ts';
import { eventBytes, lockRooms, newestIds, type NewestId, type RoomBatch } from './event-log.ts';
import { amongMembers, noSuchRoom } from './membership.ts';
import { mentionedIn, storeMentions, type Mentioning } from './mentions.ts';
import type { ChatsTables, EventRow, MembershipRow, RoomRow, Tx } from './schema.ts';

/** A message that somebody wants posted; its body has been checked. */
export interface Post {
  room: string;
  by: string;
  key: string;
  body: string;
}

/** Where a post stands. `fresh` is false when the same key was posted before. */
export interface Posted {
  seq: number;
  n: number;
  at: number;
  fresh: boolean;
}

type KeyRow = ChatsTables['keys'];
/** A key that was used, and the ordinal of its message. */
type KnownKey = KeyRow & { n: number };
type MemberRow = Pick<MembershipRow, 'room' | 'user'>;

/** Recognises the first body of a key later, also when its text is no longer kept: an HMAC under the store's secret. */
export function fingerprint(post: Post, secret: string): string {
  return createHmac('sha256', secret)
    .update(`${post.by} ${post.room} ${post.key} `)
    .update(post.body)
    .digest('base64url');
}

/**
 * The one place that gives a message its number. Stores a batch inside `tx` and answers each post in its order:
 * where it stands, or why it is refused. Membership and keys are checked under the rooms' locks.
 */
export async function storePosts(
  tx: Tx,
  told: Told,
  posts: readonly Post[],
  secret: string,
  now: number,
): Promise<(Posted | ApiError)[]> {
  // The locks come first: the statements after them see what was committed until they had them.
  const ids = [...new Set(posts.map((post) => post.room))];
  const [locked, memberships, used, newest] = await together<
    [RoomRow, MemberRow, KnownKey, NewestId],
    ChatsTables
  >(tx, [
    lockRooms(tx, ids),
    amongMembers(
      tx,
      posts.map((post) => [post.room, post.by] as const),
    ),
    knownKeys(tx, posts),
    newestIds(tx, ids),
  ]);
  const rooms = new Map(locked.map((row) => [row.id, row]));
  const members = new Set(memberships.map(({ room, user }) => `${room} ${user}`));
  const keys = new Map(used.map((row) => [keyId(row), row]));
  const batch = new Batch(now, new Map(newest.map(({ room, id }) => [room, id])));
  const answers = posts.map((post): Posted | ApiError => {
    const room = rooms.get(post.room);
    if (!room || !members.has(`${post.room} ${post.by}`)) return noSuchRoom();
    const id = keyId(post);
    const print = fingerprint(post, secret);
    const known = keys.get(id);
    if (known) return repeated(known, print);
    const posted = batch.add(room, post, print);
    keys.set(id, { ...post, fingerprint: print, seq: posted.seq, n: posted.n, at: posted.at });
    return posted;
  });
  await batch.store(tx);
  if (batch.mentioning.length > 0) await storeMentions(tx, told, batch.mentioning, now);
  told.rooms.push(...batch.rooms.values());
  return answers;
}

function keyId(post: Pick<Post, 'room' | 'by' | 'key'>): string {
  return `${post.room} ${post.by} ${post.key}`;
}

function knownKeys(tx: Tx, posts: readonly Post[]): CompiledQuery<KnownKey> {
  return withValues(
    tx,
    `select k.room, k."by", k."key", k.fingerprint, k.seq, k.at, m.n
     from keys k join messages m on m.room = k.room and m.seq = k.seq
     where (k.room, k."by", k."key") in (`,
    ['text', 'text', 'text'],
    posts.map(({ room, by, key }) => [room, by, key]),
    ')',
  );
}

function repeated(known: KnownKey, print: string): Posted | ApiError {
  if (known.fingerprint === print) return { seq: known.seq, n: known.n, at: known.at, fresh: false };
  return new ApiError('key_reused', 'This key was used for another message.');
}

/** The rows of one batch, gathered first and written with one statement a table. */
class Batch {
  readonly rooms = new Map<string, RoomBatch>();
  readonly mentioning: Mentioning[] = [];
  private readonly events: EventRow[] = [];
  private readonly messages: (string | number)[][] = [];
  private readonly keys: KeyRow[] = [];
  private readonly reads = new Map<string, { room: string; user: string; seq: number; n: number }>();
  private readonly heads = new Map<string, RoomRow>();

  constructor(
    private readonly now: number,
    /** By room, the id of its newest event before these. */
    private readonly before: ReadonlyMap<string, string>,
  ) {}

  add(room: RoomRow, post: Post, print: string): Posted {
    const seq = ++room.head;
    const n = ++room.posts;
    const { by, key, body } = post;
    const at = this.now;
    const event: EventRow = {
      room: room.id,
      seq,
      id: newId(),
      type: 'message.posted',
      by,
      at,
      target: null,
      data: JSON.stringify({ n, key, body }),
    };
    this.events.push(event);
    this.messages.push([room.id, seq, n, by, at, key, body]);
    this.keys.push({ room: room.id, by, key, fingerprint: print, seq, at });
    this.reads.set(`${room.id} ${by}`, { room: room.id, user: by, seq, n });
    this.heads.set(room.id, room);
    const users = mentionedIn(body);
    if (users.length > 0) this.mentioning.push({ room: room.id, seq, by, users });
    const batch = this.rooms.get(room.id) ?? {
      room: room.id,
      epoch: room.epoch,
      posts: n,
      first: seq,
      before: this.before.get(room.id),
      types: [],
      events: [],
    };
    this.rooms.set(room.id, batch);
    batch.posts = n;
    batch.types.push(event.type);
    batch.events.push(eventBytes(event));
    return { seq, n, at, fresh: true };
  }

  async store(tx: Tx): Promise<void> {
    if (this.events.length === 0) return;
    await together(tx, [
      withValues(
        tx,
        'insert into events (room, seq, id, type, "by", at, data)',
        ['text', 'bigint', 'text', 'text', 'text', 'bigint', 'text'],
        this.events.map(({ room, seq, id, type, by, at, data }) => [room, seq, id, type, by, at, data]),
      ),
      withValues(
        tx,
        'insert into messages (room, seq, n, "by", at, "key", body)',
        ['text', 'bigint', 'bigint', 'text', 'bigint', 'text', 'text'],
        this.messages,
      ),
      withValues(
        tx,
        'insert into keys (room, "by", "key", fingerprint, seq, at)',
        ['text', 'text', 'text', 'text', 'bigint', 'bigint'],
        this.keys.map(({ room, by, key, fingerprint: print, seq, at }) => [room, by, key, print, seq, at]),
      ),
      withValues(
        tx,
        'update rooms set head = v.column2, posts = v.column3 from (',
        ['text', 'bigint', 'bigint'],
        [...this.heads.values()].map(({ id, head, posts }) => [id, head, posts]),
        ') as v where rooms.id = v.column1',
      ),
      // Posting has read everything up to the post.
      withValues(
        tx,
        'update memberships set read_seq = v.column3, read_n = v.column4, posted_at = v.column5 from (',
        ['text', 'text', 'bigint', 'bigint', 'bigint'],
        [...this.reads.values()].map(({ room, user, seq, n }) => [room, user, seq, n, this.now]),
        ') as v where memberships.room = v.column1 and memberships."user" = v.column2',
      ),
    ]);
  }
}
