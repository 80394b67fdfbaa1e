import { expect, test } from 'bun:test';
import { decodeRoomBatch, encodeRoomBatch } from './events.ts';

const room = '01996b3e-0000-7000-8000-000000000001';

function batch(lengths: readonly number[], type = 'message.posted') {
  const events = lengths.map((length, i) => JSON.stringify({ seq: 5 + i, body: 'ß'.repeat(length) }));
  const head = { room, epoch: 'e', first: 5, posts: 90, types: lengths.map(() => type) };
  return { head, events, decoded: encodeRoomBatch(head, events).map(decodeRoomBatch) };
}

test('a batch comes out as it went in', () => {
  const { head, events, decoded } = batch([3, 0, 40]);
  expect(decoded).toEqual([{ head, events }]);
});

test('a long batch goes in payloads that a bus takes, each right by itself, together all of it', () => {
  const { events, decoded } = batch(Array.from({ length: 100 }, () => 16_000));
  expect(decoded.length).toBeGreaterThan(1);
  expect(decoded.flatMap((part) => part.events)).toEqual(events);
  let first = 5;
  for (const part of decoded) {
    expect(part.head.first).toBe(first);
    first += part.events.length;
    // 100 messages, of which the last is the room's ninetieth.
    expect(part.head.posts).toBe(90 - (105 - first));
  }
  for (const payload of encodeRoomBatch(
    { room, epoch: 'e', first: 1, posts: 1, types: events.map(() => 'x') },
    events,
  ))
    expect(Buffer.byteLength(payload)).toBeLessThan(1024 * 1024);
});

test('events that are no messages leave the count alone; one that is too long goes alone', () => {
  const { decoded } = batch([400_000, 1, 400_000], 'room.renamed');
  expect(decoded.map((part) => [part.head.first, part.events.length, part.head.posts])).toEqual([
    [5, 1, 90],
    [6, 1, 90],
    [7, 1, 90],
  ]);
});

test('a payload that is not a batch is refused', () => {
  const { head, events } = batch([1]);
  expect(() => decodeRoomBatch(JSON.stringify({ ...head, types: [] }) + `\n${events[0]}`)).toThrow('length');
  expect(() => decodeRoomBatch('{}')).toThrow();
});
