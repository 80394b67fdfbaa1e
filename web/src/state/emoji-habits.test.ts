import { expect, test } from 'bun:test';
import { EmojiHabits } from './emoji-habits.ts';
import { scriptedStorage } from './scripted-storage.ts';

test('what was taken last comes first, once, and only so many', () => {
  const storage = scriptedStorage();
  const habits = new EmojiHabits('user-a', storage);
  for (const emoji of ['🎉', '👍', '🎉']) habits.took(emoji);
  habits.chooseTone(3);
  expect(habits.recent).toEqual(['🎉', '👍']);
  const later = new EmojiHabits('user-a', storage);
  expect([later.recent, later.tone]).toEqual([['🎉', '👍'], 3]);
  for (let at = 0; at < 40; at++) later.took(`emoji ${at}`);
  expect(new EmojiHabits('user-a', storage).recent.length).toBe(24);
});

test('nobody gets what another one took, and it is erased with everything of the user', () => {
  const storage = scriptedStorage();
  storage.texts.set('theme', 'dark');
  new EmojiHabits('user-b', storage).took('👍');
  const habits = new EmojiHabits('user-a', storage);
  expect(habits.recent).toEqual([]);
  habits.took('🎉');
  habits.eraseOthers();
  expect(new EmojiHabits('user-b', storage).recent).toEqual([]);
  expect(new EmojiHabits('user-a', storage).recent).toEqual(['🎉']);
  habits.erase();
  expect([...storage.texts.keys()]).toEqual(['theme']);
});

test('storage that is forbidden, or holds something else, is as if nothing was kept', () => {
  const storage = scriptedStorage();
  storage.texts.set('rookery.emoji.user-a.habits', '{"recent":"x"}');
  expect(new EmojiHabits('user-a', storage).recent).toEqual([]);
  const refused = (): never => {
    throw new DOMException('no', 'SecurityError');
  };
  const habits = new EmojiHabits('user-a', { ...storage, getItem: refused, setItem: refused });
  habits.took('🎉');
  expect(habits.recent).toEqual(['🎉']);
});
