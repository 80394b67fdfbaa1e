import { expect, test } from 'bun:test';
import { lastToEdit } from './last-to-edit.ts';
import type { MessageItem, SendState, TimelineItem } from './timeline-items.ts';

let at = 0;
const message = (state: SendState, more: Partial<MessageItem> = {}): MessageItem => {
  at += 1;
  const seq = state === 'sent' ? at : null;
  return {
    kind: 'message',
    id: `id-${at}`,
    seq,
    n: seq,
    at,
    by: 'me',
    key: `key-${at}`,
    body: 'x',
    state,
    ...more,
  };
};
const last = (items: TimelineItem[], isThere: (item: MessageItem) => boolean = () => true) =>
  items.findIndex(({ id }) => id === lastToEdit(items, 'me', isThere)?.id);

test('what was just sent is meant, whether it has arrived or not', () => {
  expect(last([message('sent'), message('sending')])).toBe(1);
  expect(last([message('sent'), message('queued')])).toBe(1);
  expect(last([message('sent'), message('sent'), message('sent', { by: 'another' })])).toBe(1);
});

test('what is not sent by itself, was deleted or is about to be, is passed over', () => {
  expect(last([message('sent'), message('failed')])).toBe(0);
  expect(last([message('sent'), message('queued-old')])).toBe(0);
  expect(last([message('sent'), message('sent', { body: null })])).toBe(0);
  const held = message('sent');
  expect(last([message('sent'), held], (item) => item !== held)).toBe(0);
  expect(last([message('sent', { by: 'another' })])).toBe(-1);
});
