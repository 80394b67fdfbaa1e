import { expect, test } from 'bun:test';
import { mentionsAmiss, type MentionRows } from './mentions.ts';

const room = 'room-1';
const whole: MentionRows = {
  messages: [
    { room, seq: 5, by: 'user-anna', body: 'hello <@user-bela> and <@user-anna>, <@user-gone>', rev: 1 },
    { room, seq: 6, by: 'user-bela', body: null, rev: 1 },
  ],
  members: [
    { room, user: 'user-anna', joined_seq: 1 },
    { room, user: 'user-bela', joined_seq: 2 },
    { room, user: 'user-late', joined_seq: 9 },
  ],
  mentions: [{ room, user: 'user-bela', seq: 5 }],
  told: [{ user: 'user-bela', data: JSON.stringify({ room, seq: 5, by: 'user-anna' }) }],
  cut: new Set(),
};

test('a store in which mentions and messages agree', () => {
  expect(mentionsAmiss(whole)).toEqual([]);
});

test.each<[string, Partial<MentionRows>]>([
  ['no mention of', { mentions: [], told: [] }],
  ['which does not name them', { mentions: [...whole.mentions, { room, user: 'user-anna', seq: 6 }] }],
  ['which does not name them', { members: [] }],
  ['nobody told', { told: [] }],
])('%s is found', (words, change) => {
  expect(mentionsAmiss({ ...whole, ...change }).join()).toContain(words);
});
