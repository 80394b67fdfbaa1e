import type { Judge, Run } from './judge.ts';
import type { PostedKey } from './posted-keys.ts';

/**
 * Posts of one socket to one room are numbered in the order sent. What that promises, and what it does not:
 *
 * - A post that was sent once is numbered after all that its socket sent to the room before it.
 * - A post that was refused for now holds back all that its socket sends after it, until it comes again. So what was
 *   first sent later has the higher number, or none, unless the refusal was only `after_refused`: such a post holds
 *   nothing back, and something new may be sent before it is sent again.
 * - A post that was refused for good holds nothing back, also when it is sent again later.
 * - A post that came again on another socket may have been stored through either of them; it is judged only as one
 *   that goes before others of its first socket. Posts over REST are not ordered.
 * - A post without any answer was perhaps refused for good in an answer that was lost; that needs a sender who was no
 *   member for a while, so posts of such senders are judged only when they were answered.
 */
export function judgeSenderOrder({ history, keys, logs, generations, report }: Run): Judge {
  const stored = new Map<string, number>();
  for (const room of history.store)
    for (const { seq, by, key } of room.messages) stored.set(`${room.room} ${by} ${key}`, seq);

  /** Its number, infinite when it has none in the store, null when that is not known. */
  function numberOf({ room, user, key, acks }: PostedKey): number | null {
    const seq = acks[0]?.seq ?? stored.get(`${room} ${user} ${key}`);
    if (seq !== undefined) return seq;
    return history.unfinished || !history.store.some((one) => one.room === room) ? null : Infinity;
  }

  /** The record at which it began to hold back what came after it on this socket. */
  function holdsFrom(posted: PostedKey, socket: string, seq: number): number | null {
    if (posted.posts.some(({ answer }) => answer === 'final')) return null;
    const left = logs.changesOf(posted.room, posted.user, generations.last).some(({ member }) => !member);
    const holds = posted.posts.find(
      (post) =>
        post.socket === socket &&
        (post.answer === 'ack' ||
          post.answer === 'later' ||
          (post.answer === 'none' && seq !== Infinity && !left)),
    );
    return holds?.index ?? null;
  }

  function judge(socket: string, room: string, list: PostedKey[]): void {
    const holding: { from: number; seq: number; key: string }[] = [];
    const asLater: { at: number; seq: number; key: string }[] = [];
    for (const posted of list) {
      const seq = numberOf(posted);
      const first = posted.posts[0];
      if (seq === null || !first) continue;
      const from = holdsFrom(posted, socket, seq);
      if (from !== null) holding.push({ from, seq, key: posted.key });
      if (seq !== Infinity && posted.posts.every((post) => post.socket === socket))
        asLater.push({ at: first.index, seq, key: posted.key });
    }
    holding.sort((a, b) => a.from - b.from);
    asLater.sort((a, b) => a.at - b.at);
    let next = 0;
    let highest: (typeof holding)[number] | undefined;
    for (const later of asLater) {
      for (let one = holding[next]; one && one.from < later.at; one = holding[++next])
        if (!highest || one.seq > highest.seq) highest = one;
      if (!highest || highest.seq <= later.seq) continue;
      const number = highest.seq === Infinity ? 'was refused for now and never stored' : `is ${highest.seq}`;
      const sentence = `${socket} sent ${later.key} after ${highest.key}, but it is numbered ${later.seq} while the other ${number}`;
      const records = [highest.from, later.at];
      report('sender-order', sentence, { room, seq: later.seq, key: later.key, socket, records });
    }
  }

  return {
    see() {},
    end() {
      // What a restoration took away may be numbered anew in any order.
      if (generations.last > 0) return;
      const lists = new Map<string, { socket: string; room: string; list: PostedKey[] }>();
      for (const posted of keys.all())
        for (const socket of new Set(posted.posts.map((post) => post.socket))) {
          if (socket === null) continue;
          const id = `${socket} ${posted.room}`;
          const one = lists.get(id) ?? { socket, room: posted.room, list: [] };
          lists.set(id, one);
          one.list.push(posted);
        }
      for (const { socket, room, list } of lists.values()) judge(socket, room, list);
    },
  };
}
