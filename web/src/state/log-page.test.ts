import { expect, test } from 'bun:test';
import type { Message, RoomEvent } from '../../../contracts/chats.ts';
import { loadPage, type PageQuery } from './log-page.ts';

const seqs = [1, 2, 3, 4];
const events = seqs.map((seq): RoomEvent => ({
  t: 'event',
  v: 1,
  room: 'room',
  seq,
  id: `id-${seq}`,
  at: seq,
  by: 'bela',
  type: 'message.posted',
  data: { n: seq, key: `key-${seq}`, body: `first ${seq}` },
}));
const messageOf = (seq: number): Message => ({
  seq,
  n: seq,
  at: seq,
  by: 'bela',
  key: `key-${seq}`,
  body: `edited ${seq}`,
  editedAt: 9,
});

/** The page where the messages that came are these. */
const page = (query: Omit<PageQuery, 'limit'>, messages: readonly number[]) =>
  loadPage(
    {
      loadEvents: async () => ({ events, head: 4, epoch: 'e' }),
      loadMessages: async () => ({ messages: messages.map(messageOf) }),
      seen: () => undefined,
    },
    { ...query, limit: 50 },
  );

test('where long texts ended the page of messages first, the page ends there: no text is shown as it was before', async () => {
  const down = await page({ after: 0 }, [1, 2]);
  expect([down.first, down.last, down.items.map((item) => 'body' in item && item.body)]).toEqual([
    1,
    2,
    ['edited 1', 'edited 2'],
  ]);
  const up = await page({ before: 5 }, [3, 4]);
  expect([up.first, up.last, up.items.map((item) => 'body' in item && item.body)]).toEqual([
    3,
    4,
    ['edited 3', 'edited 4'],
  ]);
});

test('what was all posted between the two answers is shown as it was posted', async () => {
  expect((await page({ after: 0 }, [])).last).toBe(4);
});
