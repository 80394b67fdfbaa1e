// Tries D5.2.
import { expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { readLimits } from '../../platform/limits.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { OpenRoom } from './room.ts';

type Page = Awaited<ReturnType<ConstructorParameters<typeof OpenRoom>[1]['fetch']>>;
const event = (seq: number) => JSON.stringify({ type: 'message.posted', seq });

/** As the product has it. */
const { gapHoldMs } = readLimits({});
/** So late a bus brings what it brings out of order, mostly. */
const reorderedMs = 15;

/** A room at head 0, and a store that is asked for what is missing and answers as the test says. */
function begun() {
  const clock = new ManualClock();
  const published: string[] = [];
  const asked: { resolve: (page: Page) => void; reject: (error: Error) => void }[] = [];
  let replaced = 0;
  const room: OpenRoom = new OpenRoom('the-room-here', {
    publish: (bytes) => void published.push(bytes),
    fetch: () => new Promise((resolve, reject) => asked.push({ resolve, reject })),
    replaced: () => {
      replaced++;
      room.close();
    },
    after: (ms, task) => clock.after(ms, task),
    gapHoldMs,
    ringEvents: 10,
    ringBytes: 10_000,
    onError: () => undefined,
  });
  room.begin({ head: 0, epoch: 'e' }, -1);
  const page = (first: number, last: number): Page => ({
    first,
    events: Array.from({ length: last - first + 1 }, (_, i) => event(first + i)),
    epoch: 'e',
    head: last,
  });
  return { room, clock, published, asked, page, replaced: () => replaced };
}

test('events that the bus swaps cost no question: they are held until the one before them is there', async () => {
  const { room, clock, published, asked } = begun();
  const head = { room: 'the-room-here', epoch: 'e', posts: 0 };
  room.take({ ...head, first: 2, types: ['message.posted', 'message.posted'] }, [event(2), event(3)]);
  await clock.advance(reorderedMs);
  expect(published).toEqual([]);
  room.take({ ...head, first: 1, types: ['message.posted'] }, [event(1)]);
  await clock.advance(60_000);
  expect(published).toEqual([event(1), event(2), event(3)]);
  expect(asked).toEqual([]);
});

test('what the bus lost is asked for after the hold, and not before', async () => {
  const { room, clock, published, asked, page } = begun();
  room.take({ room: 'the-room-here', epoch: 'e', posts: 0, first: 2, types: ['message.posted'] }, [event(2)]);
  await clock.advance(gapHoldMs - 1);
  expect(asked).toEqual([]);
  await clock.advance(1);
  expect(asked).toHaveLength(1);
  asked[0]?.resolve(page(1, 2));
  await clock.advance(0);
  expect(published).toEqual([event(1), event(2)]);
});

test('what could not be fetched is asked for again, though nothing more is heard of the room', async () => {
  const { room, clock, published, asked, page } = begun();
  room.expect(2);
  await clock.advance(gapHoldMs);
  asked[0]?.reject(new ApiError('unavailable', 'away'));
  await clock.advance(0);
  await clock.advance(1000);
  expect(asked).toHaveLength(2);
  asked[1]?.resolve(page(1, 2));
  await clock.advance(0);
  expect(published).toEqual([event(1), event(2)]);
});

test("a room that was closed while it asked for what is missing hands nothing on: its topic is another one's now", async () => {
  const { room, clock, published, asked, page } = begun();
  room.expect(2);
  await clock.advance(gapHoldMs);
  room.close();
  asked[0]?.resolve(page(1, 2));
  await clock.advance(0);
  expect(published).toEqual([]);
});

test('a room that is gone is said to be, and not asked for again', async () => {
  const { room, clock, asked } = begun();
  const lost: string[] = [];
  const listener = {
    user: 'ann',
    lost: (_: string, code: string) => {
      lost.push(code);
      room.listeners.delete(listener);
    },
  };
  room.listeners.add(listener);
  room.expect(1);
  await clock.advance(gapHoldMs);
  asked[0]?.reject(new ApiError('not_found', 'no such room'));
  await clock.advance(0);
  await clock.advance(5000);
  expect(lost).toEqual(['room_deleted']);
  expect(asked).toHaveLength(1);
});

test('who wants more while a fetch is just ending gets it', async () => {
  const { room, clock, asked, page } = begun();
  const first = room.reach(1);
  asked[0]?.resolve(page(1, 1));
  // Until the fetch is over: its last event was handed on, and it still counts as under way.
  while (room.head < 1) await Promise.resolve();
  const second = room.reach(2);
  await first;
  await clock.advance(0);
  expect(asked).toHaveLength(2);
  asked[1]?.resolve(page(2, 2));
  await second;
  expect(room.head).toBe(2);
});
