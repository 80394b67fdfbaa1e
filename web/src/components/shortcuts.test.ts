import { describe, expect, test } from 'bun:test';
import { en } from '../text/en.ts';
import { keyCaps, presses, shortcuts, type Pressed, type ShortcutName } from './shortcuts.ts';

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

function press(key: string, more: Partial<Pressed> & { altGraph?: true } = {}): Pressed {
  return { key, code: '', ...none, getModifierState: () => more.altGraph === true, ...more };
}

const all = Object.keys(shortcuts) as ShortcutName[];
const found = (event: Pressed, mac = false): ShortcutName[] =>
  all.filter((name) => shortcuts[name].place !== 'lists' && presses(event, name, mac));

describe('keys', () => {
  test('Ctrl+K elsewhere is ⌘+K on a Mac, where Ctrl+K belongs to the text', () => {
    expect(found(press('k', { ctrlKey: true }))).toEqual(['palette']);
    expect(found(press('k', { metaKey: true }))).toEqual([]);
    expect(found(press('k', { metaKey: true }), true)).toEqual(['palette']);
    expect(found(press('k', { ctrlKey: true }), true)).toEqual([]);
  });

  test('letters count by what is printed on them, and by their place where the layout has none', () => {
    expect(found(press('K', { ctrlKey: true, code: 'KeyK' }))).toEqual(['palette']);
    expect(found(press('л', { ctrlKey: true, code: 'KeyK' }))).toEqual(['palette']);
    // Dvorak: what is printed on the key in that place is another letter.
    expect(found(press('t', { ctrlKey: true, code: 'KeyK' }))).toEqual([]);
  });

  test('AltGr is no Alt', () => {
    expect(found(press('ArrowDown', { altKey: true }))).toEqual(['nextRoom']);
    expect(found(press('ArrowDown', { altKey: true, altGraph: true }))).toEqual([]);
    expect(found(press('ArrowDown', { altKey: true, ctrlKey: true }))).toEqual([]);
    expect(found(press('k', { ctrlKey: true, altKey: true }))).toEqual([]);
  });

  test('Shift tells unread rooms from rooms, and does not matter for a sign', () => {
    expect(found(press('ArrowUp', { altKey: true }))).toEqual(['previousRoom']);
    expect(found(press('ArrowUp', { altKey: true, shiftKey: true }))).toEqual(['previousUnread']);
    expect(found(press('?', { shiftKey: true }))).toEqual(['help']);
    expect(found(press('?'))).toEqual(['help']);
    expect(found(press('?', { ctrlKey: true }))).toEqual([]);
  });

  test('no two of them take the same keys in the same place', () => {
    const written = all.map((name) => `${shortcuts[name].place} ${JSON.stringify(shortcuts[name])}`);
    expect(new Set(written).size).toBe(all.length);
  });

  test('are written as they are printed', () => {
    expect(keyCaps('palette', false, en.keys.names)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('palette', true, en.keys.names)).toEqual(['⌘', 'K']);
    expect(keyCaps('nextUnread', true, en.keys.names)).toEqual(['⇧', '⌥', '↓']);
    expect(keyCaps('help', false, en.keys.names)).toEqual(['?']);
  });
});
