import type { HistoryRecord } from './history.ts';

/** All that was sent and answered under one key of one sender in one room. */
export interface PostedKey {
  user: string;
  room: string;
  key: string;
  /** The texts that were sent: more than one is a misuse, and then the first to be stored holds. */
  bodies: string[];
  /** Records in which it was handed over, oldest first, and through which socket. */
  posts: { index: number; socket: string | null; answer: 'none' | 'ack' | 'later' | 'behind' | 'final' }[];
  acks: { index: number; seq: number; generation: number }[];
  /** Answers that no post was waiting for. */
  unasked: number[];
}

/** Every key that was posted, by sender and room. */
export class PostedKeys {
  private readonly keys = new Map<string, PostedKey>();

  /** Takes in a post or its answer. */
  see(record: HistoryRecord, index: number, generation: number): void {
    if (record.is !== 'post' && record.is !== 'ack' && record.is !== 'refused') return;
    const { user, room, key, socket } = record;
    const posted = this.get(user, room, key) ?? this.add(user, room, key);
    if (record.is === 'post') {
      if (!posted.bodies.includes(record.body)) posted.bodies.push(record.body);
      posted.posts.push({ index, socket, answer: 'none' });
      return;
    }
    // A socket answers in the order asked.
    const post = posted.posts.find((one) => one.socket === socket && one.answer === 'none');
    if (record.is === 'ack') posted.acks.push({ index, seq: record.seq, generation });
    if (!post) posted.unasked.push(index);
    else if (record.is === 'ack') post.answer = 'ack';
    else if (!record.again) post.answer = 'final';
    else post.answer = record.code === 'after_refused' ? 'behind' : 'later';
  }

  get(user: string, room: string, key: string): PostedKey | undefined {
    return this.keys.get(`${room} ${user} ${key}`);
  }

  all(): Iterable<PostedKey> {
    return this.keys.values();
  }

  private add(user: string, room: string, key: string): PostedKey {
    const posted: PostedKey = { user, room, key, bodies: [], posts: [], acks: [], unasked: [] };
    this.keys.set(`${room} ${user} ${key}`, posted);
    return posted;
  }
}
