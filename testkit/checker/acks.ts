import type { Judge, Run } from './judge.ts';
import type { PostedKey } from './posted-keys.ts';

/** Every ack answers a post, with the key's one number, in the order of the numbers. */
export function judgeAcks({ keys, generations, report }: Run): Judge {
  const newest = new Map<string, { seq: number; index: number }>();

  function once(posted: PostedKey): void {
    const { room, key } = posted;
    for (const index of posted.unasked) {
      const answered = posted.posts.some((post) => post.index < index && post.answer === 'final');
      const why = answered ? 'after it had been refused for good' : 'that nobody waited for';
      const sentence = `key ${key} got an answer ${why}, with no other post of it`;
      report('ack-without-post', sentence, { room, key, records: [index] });
    }
    const [first] = posted.acks;
    for (const ack of posted.acks) {
      if (!first || ack.seq === first.seq) continue;
      // After a restoration the key may be new to the store.
      if (
        generations.version(room, first.seq, ack.generation) !==
        generations.version(room, first.seq, first.generation)
      )
        continue;
      const sentence = `key ${key} was acknowledged as ${first.seq} and then as ${ack.seq}`;
      report('key-two-seqs', sentence, { room, key, seq: ack.seq, records: [first.index, ack.index] });
      return;
    }
  }

  return {
    see(record, index) {
      // From then on numbers are given out again.
      if (record.is === 'restored' && record.running) newest.clear();
      if (record.is !== 'ack' || record.socket === null) return;
      const { user, room, key, seq, socket } = record;
      const posted = keys.get(user, room, key);
      // A post sent more than once is answered with its first number, whenever that was given.
      if (posted?.posts.length !== 1 || posted.acks.length !== 1) return;
      const id = `${socket} ${room}`;
      const before = newest.get(id);
      if (before && before.seq > seq) {
        const sentence = `${socket} got the ack of ${seq} after that of ${before.seq}`;
        const records = [before.index, index];
        return report('ack-order', sentence, { room, key, seq, socket, records });
      }
      newest.set(id, { seq, index });
    },
    end() {
      for (const posted of keys.all()) once(posted);
    },
  };
}
