import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { check } from './check.ts';
import type { History } from './history.ts';
import { Script } from './script.ts';

type Act = 'say' | 'say later' | 'edit' | 'delete' | 'read' | 'reconnect' | 'lose the ack';
const acts: Act[] = ['say', 'say', 'say later', 'edit', 'delete', 'read', 'reconnect', 'lose the ack'];

/** A correct run of Ann and Ben: what each act stores reaches both, each in their own time. */
function play(steps: { act: Act; lag: number }[]): History {
  const s = Script.bothOpen();
  const at = { a: 2, b: 2 };
  const bodies: number[] = [];
  let socket = 'b';
  const catchUp = (lag: number) => {
    const to = Math.max(at.b, s.log.length - lag);
    s.deliver('a', at.a + 1, s.log.length).deliver(socket, at.b + 1, to);
    Object.assign(at, { a: s.log.length, b: to });
  };
  for (const [i, { act, lag }] of steps.entries()) {
    const target = bodies.at(-1);
    if (act === 'say') bodies.push(s.say('a', 'ann', `k${i}`));
    else if (act === 'say later') {
      s.post('a', 'ann', `k${i}`).refused('a', 'ann', `k${i}`, true);
      bodies.push(s.say('a', 'ann', `k${i}`));
    } else if (act === 'edit' && target) s.edit(target, `edit ${i}`);
    else if (act === 'delete' && target) {
      s.delete(target);
      bodies.pop();
    } else if (act === 'read') s.history('ann', 0);
    else if (act === 'reconnect' || act === 'lose the ack') {
      const key = `k${i}`;
      if (act === 'lose the ack') bodies.push((s.post(socket, 'ben', key), s.stored('ben', key)));
      s.add({ is: 'disconnected', socket, code: null });
      socket = `b${i}`;
      s.connect(socket, 'ben').open(socket, at.b);
      at.b = s.log.length;
      if (act === 'lose the ack') s.post(socket, 'ben', key).ack(socket, 'ben', key, bodies.at(-1) ?? 0);
    }
    catchUp(lag);
  }
  bodies.push(s.say('a', 'ann', 'last-1'), s.say('a', 'ann', 'last-2'));
  catchUp(0);
  s.now += 20_000;
  s.add({ is: 'fault', what: 'none' });
  return s.end();
}

/** Each does one wrong to a correct run; `pick` says to which of the things it may be done. */
const corruptions: Record<string, (history: History, pick: number) => void> = {
  // On a socket that stays: what one that was cut did not take any more is no loss.
  'an event never comes': ({ records }, pick) => void records.splice(twoInARow(records, pick)[0], 1),
  'an event comes twice': ({ records }, pick) => {
    const index = anEvent(records, pick);
    records.splice(index, 0, ...records.slice(index, index + 1));
  },
  'two events are swapped': ({ records }, pick) => {
    const [i, j] = twoInARow(records, pick);
    const [one, other] = [records[i], records[j]];
    if (one?.is === 'event' && other?.is === 'event') [one.frame, other.frame] = [other.frame, one.frame];
  },
  'an event has other bytes': ({ records }, pick) => {
    const record = records[anEvent(records, pick)];
    if (record?.is === 'event') record.frame = record.frame.replace('"by":"', '"by":"x');
  },
  'an ack names another seq': ({ records }, pick) => {
    const acks = records.filter((record) => record.is === 'ack');
    const ack = acks[pick % acks.length];
    if (ack) ack.seq++;
  },
  'the store loses its newest event': ({ store }) => {
    const [room] = store;
    if (!room) return;
    room.events.pop();
    room.messages.pop();
    room.head--;
  },
  'the store loses an event in the midst': ({ store }, pick) => {
    store[0]?.events.splice(pick % (store[0].events.length - 1), 1);
  },
  'the store holds another text': ({ store }) => {
    const event = store[0]?.events.at(-1);
    if (event) event.frame = event.frame.replace('text of', 'words of');
  },
  'a key is stored a second time': ({ store }) => {
    const room = store[0];
    const event = room?.events.at(-1);
    if (!room || !event) return;
    const seq = ++room.head;
    room.events.push({
      ...event,
      seq,
      id: 'x',
      frame: event.frame.replace(/"seq":\d+,"id":"[^"]+"/, `"seq":${seq},"id":"x"`),
    });
  },
};

function anEvent(records: History['records'], pick: number): number {
  const indexes = records.flatMap(({ is }, i) => (is === 'event' ? [i] : []));
  return indexes[pick % indexes.length] ?? -1;
}

/** Two events that follow each other on Ann's socket, which stays open throughout. */
function twoInARow(records: History['records'], pick: number): [number, number] {
  const indexes = records.flatMap((record, i) => (record.is === 'event' && record.socket === 'a' ? [i] : []));
  const first = pick % (indexes.length - 1);
  return [indexes[first] ?? -1, indexes[first + 1] ?? -1];
}

const runs = fc.array(fc.record({ act: fc.constantFrom(...acts), lag: fc.nat(4) }), { maxLength: 30 });

test('a correct run is clean, whatever is done in it', () => {
  fc.assert(
    fc.property(runs, (steps) => expect(check(play(steps))).toEqual([])),
    { numRuns: 100 },
  );
});

test.each(Object.keys(corruptions))('found wherever it is: %s', (name) => {
  const corrupted = (steps: Parameters<typeof play>[0], pick: number) => {
    const history = play(steps);
    corruptions[name]?.(history, pick);
    expect(check(history)).not.toEqual([]);
  };
  fc.assert(fc.property(runs, fc.nat(), corrupted), { numRuns: 40 });
});
