import { expect, test } from 'bun:test';
import type { Kind } from './anomaly.ts';
import { check } from './check.ts';
import type { History } from './history.ts';
import { Script } from './script.ts';

/** Ann's posts 3 and 4, of which Ben has got none, and the end of the room. */
function deleted(): Script {
  const s = Script.bothOpen();
  s.say('a', 'ann', 'k1');
  s.say('a', 'ann', 'k2');
  return s.deleteRoom();
}

/** What is said long after the deletion. */
function muchLater(s: Script): Script {
  s.now += 70_000;
  return s.add({ is: 'fault', what: 'none' });
}

const good: [name: string, make: () => Script | History][] = [
  ['posts of before go with their room', () => deleted().gone('a').gone('b')],
  [
    'what was under way still comes, and then that the room is gone',
    () => deleted().deliver('b', 3).gone('b'),
  ],
  [
    'who comes later is refused',
    () =>
      deleted()
        .connect('c', 'ben')
        .open('c', 2, null)
        .add({ is: 'open-refused', socket: 'c', room: 'r', code: 'not_found' }),
  ],
  [
    'a post that comes later is refused',
    () => deleted().post('b', 'ben', 'k9').refused('b', 'ben', 'k9', false, 'not_found'),
  ],
  [
    'a post from before is acknowledged after the deletion',
    () => {
      const s = Script.bothOpen().post('b', 'ben', 'k1');
      const seq = s.stored('ben', 'k1');
      return s.deleteRoom().ack('b', 'ben', 'k1', seq).gone('b');
    },
  ],
  [
    'history asked for before the deletion is answered comes after it',
    () => {
      const s = Script.bothOpen();
      const asked = s.now;
      return s.deleteRoom().history('ben', 0, 2, asked);
    },
  ],
  [
    'a copy from before the deletion brings the room back',
    () => deleted().restore(2).connect('c', 'ben').open('c', 0),
  ],
  [
    'that it was asked for is no deletion where no answer came',
    () => {
      const s = Script.bothOpen().add({ is: 'room-deletion', room: 'r' });
      return s.deliver('b', s.say('a', 'ann', 'k1'));
    },
  ],
  ['not told yet', () => deleted()],
  [
    'closed by its client, who need not be told',
    () => muchLater(deleted().gone('a').add({ is: 'close-room', socket: 'b', room: 'r' })),
  ],
];

const bad: [name: string, kind: Kind, make: () => Script | History][] = [
  ['opened and served', 'after-room-deletion', () => deleted().connect('c', 'ben').open('c', 2, 4)],
  [
    'opened again and served, once it was told',
    'after-room-deletion',
    () => deleted().gone('b').open('b', 4, 4),
  ],
  [
    'a reset in place of a refusal',
    'after-room-deletion',
    () =>
      deleted()
        .connect('c', 'ben')
        .open('c', null, null)
        .add({ is: 'reset', socket: 'c', room: 'r', epoch: 'x', head: 4 }),
  ],
  [
    'a refusal that does not say that it is not there',
    'after-room-deletion',
    () =>
      deleted()
        .connect('c', 'ben')
        .open('c', 2, null)
        .add({ is: 'open-refused', socket: 'c', room: 'r', code: 'internal' }),
  ],
  ['history', 'after-room-deletion', () => deleted().history('ben', 0)],
  ['an empty page of history', 'after-room-deletion', () => deleted().history('ben', 4)],
  [
    'a post that is acknowledged',
    'after-room-deletion',
    () => {
      const s = deleted();
      s.say('a', 'ann', 'k3');
      return s;
    },
  ],
  [
    'a post of before that is acknowledged anew',
    'after-room-deletion',
    () => deleted().post('a', 'ann', 'k1').ack('a', 'ann', 'k1', 3),
  ],
  [
    'a post that is delivered',
    'after-room-deletion',
    () => {
      const s = deleted().deliver('b', 3, 4).post('a', 'ann', 'k3');
      return s.deliver('b', s.stored('ann', 'k3'));
    },
  ],
  ['something after it was told', 'not-open', () => deleted().gone('b').deliver('b', 3)],
  [
    'never told, and nothing else happened',
    'untold-room-deletion',
    () => ({ ...deleted().gone('a').end(), endedAt: 70_000 }),
  ],
  ['never told', 'untold-room-deletion', () => muchLater(deleted().gone('a'))],
  ['told of a room that nobody deleted', 'untold-room-deletion', () => Script.bothOpen().gone('b')],
  [
    'the room is still stored',
    'lost-change',
    () => {
      const history = Script.bothOpen().end();
      history.records.push(
        { at: 100, is: 'room-deletion', room: 'r' },
        { at: 110, is: 'room-deleted', room: 'r' },
      );
      return history;
    },
  ],
  ['its rows are still stored', 'room-leftovers', () => ({ ...deleted().end(), leftovers: ['r'] })],
  [
    'a room lost that nobody deleted',
    'lost-write',
    () => {
      const s = Script.bothOpen();
      s.say('a', 'ann', 'k1');
      return { ...s.end(), store: [] };
    },
  ],
];

const judged = (made: Script | History) => check(made instanceof Script ? made.end() : made);

test.each(good)('nothing is wrong: %s', (_, make) => {
  expect(judged(make())).toEqual([]);
});

test.each(bad)('wrong with a deleted room: %s (%s)', (_, kind, make) => {
  const found = judged(make());
  expect({ kinds: [...new Set(found.map((anomaly) => anomaly.kind))], found }).toMatchObject({
    kinds: [kind],
  });
});
