import { expect, test } from 'bun:test';
import type { Kind } from './anomaly.ts';
import { check } from './check.ts';
import type { History } from './history.ts';
import { Script } from './script.ts';

const { bothOpen } = Script;

/** Three posts of Ann's, delivered to nobody yet: seqs 3, 4, 5. */
function threePosts(): Script {
  const s = bothOpen();
  for (const key of ['k1', 'k2', 'k3']) s.say('a', 'ann', key);
  return s;
}

/** A history in which one thing is wrong. */
type Bad = [name: string, kind: Kind, make: () => Script | History];

const onSockets: Bad[] = [
  ['an event is left out', 'gap', () => threePosts().deliver('b', 3).deliver('b', 5)],
  [
    'the first after the position is left out',
    'gap',
    () => threePosts().connect('c', 'ben').open('c', 2, null).deliver('c', 4, 5).caughtUp('c', 5),
  ],
  [
    'the newest never come',
    'gap',
    () => {
      const s = threePosts().deliver('b', 3);
      s.now += 20_000;
      return s.add({ is: 'fault', what: 'none' });
    },
  ],
  [
    'a page of history leaves one out',
    'gap',
    () => {
      const s = threePosts();
      const events = [s.frame(3), s.frame(5)];
      return s.add({ is: 'history', asked: s.now, user: 'ann', room: 'r', after: 2, events, head: 5 });
    },
  ],
  ['two are swapped', 'reorder', () => threePosts().deliver('b', 4).deliver('b', 3).deliver('b', 5)],
  ['an event comes twice', 'duplicate', () => threePosts().deliver('b', 3, 4).deliver('b', 4, 5)],
  [
    'what the client has comes again',
    'duplicate',
    () => threePosts().connect('c', 'ben').open('c', 4, null).deliver('c', 4, 5).caughtUp('c', 5),
  ],
  [
    'caught up beyond what came',
    'false-caught-up',
    () => threePosts().connect('c', 'ben').open('c', 2, null).deliver('c', 3, 4).caughtUp('c', 5),
  ],
  ['caught up twice', 'false-caught-up', () => threePosts().deliver('b', 3, 5).caughtUp('b', 5)],
  [
    'never caught up',
    'false-caught-up',
    () => {
      const s = bothOpen().connect('c', 'ben').open('c', 2, null);
      s.now += 20_000;
      return s.add({ is: 'fault', what: 'none' });
    },
  ],
  [
    'caught up before what was acknowledged',
    'stale-read',
    () => threePosts().connect('c', 'ben').open('c', 2, 4),
  ],
  ['a room that was never opened', 'not-open', () => threePosts().connect('c', 'ben').deliver('c', 3)],
  [
    'a room that is gone',
    'not-open',
    () => threePosts().add({ is: 'gone', socket: 'b', room: 'r', code: 'left' }).deliver('b', 3),
  ],
  [
    'bytes that are no event',
    'malformed',
    () => bothOpen().add({ is: 'event', socket: 'b', room: 'r', frame: '{"seq":3' }),
  ],
  [
    'a reset in a log that is the same',
    'reset-without-cause',
    () => {
      const s = bothOpen().connect('c', 'ben').open('c', 2, null);
      return s.add({ is: 'reset', socket: 'c', room: 'r', epoch: 'e', head: 2 }).caughtUp('c', 2);
    },
  ],
  [
    'a position of another epoch is gone on from',
    'missing-reset',
    () =>
      bothOpen()
        .add({ is: 'restored', heads: { r: 2 }, epochs: { r: 'another' } })
        .connect('c', 'ben')
        .open('c', 2),
  ],
  [
    'a store that was put back under a socket, which goes on with no reset',
    'missing-reset',
    () => {
      const s = bothOpen();
      s.deliver('a', s.say('a', 'ann', 'k1')).restore(2, true);
      for (const key of ['k2', 'k3']) s.say('b', 'ben', key);
      return s.deliver('b', 3, 4).deliver('a', 4);
    },
  ],
  [
    'a store that was put back under a socket, which gets nothing more',
    'missing-reset',
    () => {
      const s = bothOpen();
      s.deliver('a', s.say('a', 'ann', 'k1')).restore(2, true);
      s.deliver('b', s.say('b', 'ben', 'k2'));
      s.now += 20_000;
      return s.add({ is: 'fault', what: 'none' });
    },
  ],
  [
    'delivered before it was flushed',
    'before-durable',
    () => {
      const s = bothOpen();
      s.records.unshift({ at: 0, is: 'durable', room: 'r', seq: 2 });
      const seq = s.post('a', 'ann', 'k1').stored('ann', 'k1');
      return s.deliver('a', seq).add({ is: 'durable', room: 'r', seq }).ack('a', 'ann', 'k1', seq);
    },
  ],
];

const onRights: Bad[] = [
  [
    'live after the removal',
    'after-revocation',
    () => {
      const s = bothOpen();
      const end = s.remove('ben');
      s.say('a', 'ann', 'k1');
      return s.deliver('b', end, 4);
    },
  ],
  [
    'live after the removal, and joined again later',
    'after-revocation',
    () => {
      const s = bothOpen();
      s.remove('ben');
      s.deliver('b', 3, s.say('a', 'ann', 'k1'));
      s.say('a', 'ann', 'k2');
      s.join('ben');
      return s;
    },
  ],
  [
    'history after the removal',
    'after-revocation',
    () => {
      const s = bothOpen();
      s.remove('ben');
      s.say('a', 'ann', 'k1');
      return s.history('ben', 0);
    },
  ],
  [
    'a socket that a sign-out did not close',
    'after-sign-out',
    () => {
      const s = bothOpen().add({ is: 'signed-out', user: 'ben' });
      s.now += 5000;
      return s.deliver('b', s.say('a', 'ann', 'k1'));
    },
  ],
  [
    'a post of somebody removed is stored',
    'outsider-post',
    () => {
      const s = bothOpen();
      s.remove('ben');
      s.say('b', 'ben', 'k1');
      return s;
    },
  ],
  [
    'a deleted text on a socket opened later',
    'redacted-text',
    () => {
      const s = bothOpen();
      s.say('a', 'ann', 'k1');
      const frame = s.frame(3);
      s.delete(3);
      s.connect('c', 'ben').open('c', 2, null).add({ is: 'event', socket: 'c', room: 'r', frame });
      return s.deliver('c', 4).caughtUp('c', 4);
    },
  ],
  [
    'a deleted text on a socket that opened the room again, and has an answer',
    'redacted-text',
    () => {
      const s = bothOpen();
      s.say('a', 'ann', 'k1');
      const frame = s.frame(3);
      s.delete(3);
      s.open('b', 2).add({ is: 'close-room', socket: 'b', room: 'r' }).open('b', 2, null);
      s.deliver('b', 3, 4).caughtUp('b', 4).open('b', 2, null);
      return s.add({ is: 'event', socket: 'b', room: 'r', frame }).deliver('b', 4).caughtUp('b', 4);
    },
  ],
  [
    'the deleted text of an edit in history',
    'redacted-text',
    () => {
      const s = bothOpen();
      s.edit(s.say('a', 'ann', 'k1'), 'better');
      const frame = s.frame(4);
      s.delete(3);
      const events = [frame, s.frame(5)];
      return s.add({ is: 'history', asked: s.now + 5, user: 'ann', room: 'r', after: 3, events, head: 5 });
    },
  ],
  [
    'the deleted text in the store',
    'redacted-text',
    () => {
      const s = bothOpen();
      s.say('a', 'ann', 'k1');
      const frame = s.frame(3);
      s.delete(3);
      const history = s.end();
      for (const event of history.store[0]?.events ?? []) if (event.seq === 3) event.frame = frame;
      return history;
    },
  ],
];

const onPosts: Bad[] = [
  [
    'an acknowledged post is not stored',
    'lost-write',
    () => bothOpen().post('a', 'ann', 'k1').ack('a', 'ann', 'k1', 3),
  ],
  [
    'a delivered event is not stored',
    'lost-write',
    () => {
      const s = bothOpen();
      s.post('a', 'ann', 'k1').deliver('b', s.stored('ann', 'k1'));
      s.log.pop();
      return s;
    },
  ],
  [
    'another post is stored at the acknowledged seq',
    'lost-write',
    () => {
      const s = bothOpen().post('a', 'ann', 'k1').post('b', 'ben', 'k2');
      return s.ack('a', 'ann', 'k1', s.stored('ben', 'k2'));
    },
  ],
  [
    'an edit is not stored',
    'lost-change',
    () => threePosts().add({ is: 'edited', user: 'ann', room: 'r', target: 3, body: 'better' }),
  ],
  [
    'a deletion is not stored',
    'lost-change',
    () => threePosts().add({ is: 'deleted', room: 'r', target: 3 }),
  ],
  [
    'a removal is not stored',
    'lost-change',
    () => threePosts().add({ is: 'removed', room: 'r', user: 'ben' }),
  ],
  [
    'a key is stored twice',
    'duplicate',
    () => {
      const s = threePosts();
      s.stored('ann', 'k1');
      return s;
    },
  ],
  [
    'two sockets see other bytes',
    'two-values',
    () => {
      const s = threePosts().deliver('a', 3);
      return s.add({ is: 'event', socket: 'b', room: 'r', frame: s.frame(3).replace('text of', 'words of') });
    },
  ],
  [
    'a text is gone that nobody deleted',
    'two-values',
    () => {
      const s = threePosts().deliver('a', 3);
      return s.add({
        is: 'event',
        socket: 'b',
        room: 'r',
        frame: s.frame(3).replace('"text of k1"', 'null'),
      });
    },
  ],
  [
    'another text is stored than was sent',
    'two-values',
    () => {
      const s = bothOpen().add({ is: 'post', socket: 'a', user: 'ann', room: 'r', key: 'k1', body: 'mine' });
      return s.ack('a', 'ann', 'k1', s.stored('ann', 'k1'));
    },
  ],
  [
    'a message that nobody sent',
    'unsent-post',
    () => {
      const s = bothOpen();
      s.stored('ann', 'k1');
      return s;
    },
  ],
  [
    'a key has two numbers',
    'key-two-seqs',
    () => {
      const s = bothOpen();
      s.say('a', 'ann', 'k1');
      s.say('a', 'ann', 'k2');
      return s.post('a', 'ann', 'k1').ack('a', 'ann', 'k1', 4);
    },
  ],
  [
    'an ack after a final refusal',
    'ack-without-post',
    () => {
      const s = bothOpen().post('a', 'ann', 'k1').refused('a', 'ann', 'k1', false, 'invalid');
      return s.ack('a', 'ann', 'k1', s.stored('ann', 'k1'));
    },
  ],
  ['an ack comes twice', 'ack-without-post', () => threePosts().ack('a', 'ann', 'k3', 5)],
  [
    'acks in another order',
    'ack-order',
    () => {
      const s = bothOpen().post('a', 'ann', 'k1').post('a', 'ann', 'k2');
      const [first, second] = [s.stored('ann', 'k1'), s.stored('ann', 'k2')];
      return s.ack('a', 'ann', 'k2', second).ack('a', 'ann', 'k1', first);
    },
  ],
  [
    'posts in another order',
    'sender-order',
    () => {
      const s = bothOpen().post('a', 'ann', 'k1').post('a', 'ann', 'k2');
      s.stored('ann', 'k2');
      s.stored('ann', 'k1');
      return s;
    },
  ],
  [
    'a full disk refuses with no time to try again',
    'refused-for-good',
    () => bothOpen().post('a', 'ann', 'k1').refused('a', 'ann', 'k1', false, 'unavailable'),
  ],
  [
    'a post overtakes one that was refused for now',
    'sender-order',
    () => {
      const s = bothOpen().post('a', 'ann', 'k1').refused('a', 'ann', 'k1', true);
      s.say('a', 'ann', 'k2');
      s.say('a', 'ann', 'k1');
      return s;
    },
  ],
  ['history lacks what was acknowledged', 'stale-read', () => threePosts().history('ann', 0, 4)],
];

const inTheStore: Bad[] = [
  [
    'a number is left out',
    'numbers',
    () => {
      const s = bothOpen();
      s.append('room.renamed', 'ann', {});
      s.append('room.renamed', 'ann', {});
      const history = s.end();
      history.store[0]?.events.splice(2, 1);
      return history;
    },
  ],
  [
    'a head beyond the log',
    'numbers',
    () => {
      const h = bothOpen().end();
      for (const room of h.store) room.head++;
      return h;
    },
  ],
  [
    'a message counted wrongly',
    'ordinals',
    () => {
      const s = threePosts();
      for (const event of s.log) if (event.seq === 4) event.data.n = 7;
      return s;
    },
  ],
  [
    'a message row of other text',
    'projection',
    () => {
      const h = threePosts().end();
      for (const row of h.store[0]?.messages ?? []) row.body = 'other';
      return h;
    },
  ],
  [
    'a member whom no event made one',
    'projection',
    () => {
      const h = bothOpen().end();
      h.store[0]?.members.push('eve');
      return h;
    },
  ],
];

test.each([...onSockets, ...onRights, ...onPosts, ...inTheStore])('%s: %s', (_, kind, make) => {
  const made = make();
  const found = check(made instanceof Script ? made.end() : made);
  const kinds = new Set(found.map((anomaly) => anomaly.kind));
  expect({ kinds: [...kinds], found }).toMatchObject({ kinds: [kind] });
});
