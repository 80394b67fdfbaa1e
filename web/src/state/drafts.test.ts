import { expect, test } from 'bun:test';
import { Drafts } from './drafts.ts';
import { newKey } from './keys.ts';
import { limits } from './limits.ts';
import { scriptedStorage, scriptedStorages } from './scripted-storage.ts';
import { Tabs } from './tabs.ts';

test('a draft is kept for its user and room, and erased with everything of the user', () => {
  const storage = scriptedStorage();
  storage.texts.set('theme', 'dark');
  const anna = new Drafts('user-a', storage);
  anna.set('room-one', 'for Nest');
  expect(anna.isUnkept('room-one')).toBe(false);
  new Drafts('user-b', storage).set('room-one', 'of somebody else');
  expect(new Drafts('user-a', storage).get('room-one')).toBe('for Nest');
  expect(new Drafts('user-a', storage).get('room-two')).toBe('');
  anna.eraseOthers();
  expect(new Drafts('user-b', storage).get('room-one')).toBe('');
  anna.erase();
  expect(anna.get('room-one')).toBe('');
  expect([...storage.texts]).toEqual([['theme', 'dark']]);
});

test('where storage is missing, forbidden or full, drafts last as long as the page', () => {
  const refuse = (): never => {
    throw new Error('forbidden');
  };
  const forbidden = { getItem: refuse, setItem: refuse, removeItem: refuse, key: refuse, length: 3 };
  for (const storage of [undefined, forbidden]) {
    const drafts = new Drafts('user-a', storage);
    drafts.set('room-one', 'text');
    expect(drafts.get('room-one')).toBe('text');
    expect(drafts.isUnkept('room-one')).toBe(true);
    drafts.set('room-one', '');
    expect(drafts.isUnkept('room-one')).toBe(false);
    drafts.erase();
    expect(drafts.get('room-one')).toBe('');
  }
});

test('only so many drafts are kept, the last typed', () => {
  const storage = scriptedStorage();
  const drafts = new Drafts('user-a', storage);
  for (let i = 0; i <= limits.drafts; i++) drafts.set(`room-${i}`, 'text');
  expect(drafts.get('room-0')).toBe('');
  expect(storage.texts.size).toBe(limits.drafts);
  drafts.set('room-long', 'x'.repeat(limits.draftUnits + 1));
  expect(drafts.get('room-long').length).toBe(limits.draftUnits + 1);
  expect(new Drafts('user-a', storage).get('room-long')).toBe('');
});

function twoPages() {
  const { storages, tell } = scriptedStorages(2);
  const [one, two] = storages.map((storage) => new Drafts('user-a', storage));
  if (!one || !two) throw new Error('there are no two pages');
  const reloaded = (): string => new Drafts('user-a', storages[0]).get('room-one');
  return { one, two, tell, reloaded };
}

test('a draft shows in the user’s other pages, and goes from all of them with what was sent', () => {
  const { one, two, tell, reloaded } = twoPages();
  let changes = 0;
  two.subscribe(() => changes++);
  one.set('room-one', 'half a thought');
  tell();
  expect(two.getSnapshot().of('room-one')).toBe('half a thought');
  expect(changes).toBe(1);
  two.set('room-one', 'half a thought, and the rest');
  tell();
  expect(one.get('room-one')).toBe('half a thought, and the rest');
  two.set('room-one', '');
  tell();
  expect([one.get('room-one'), two.get('room-one'), reloaded()]).toEqual(['', '', '']);
});

test('what another page typed a moment ago is not overwritten, nor is what is typed here', () => {
  const { one, two, tell, reloaded } = twoPages();
  one.set('room-one', 'half a thought');
  // Not heard of yet.
  two.set('room-one', 'ok');
  expect(two.isUnkept('room-one')).toBe(true);
  tell();
  expect([one.get('room-one'), two.get('room-one'), reloaded()]).toEqual([
    'half a thought',
    'ok',
    'half a thought',
  ]);
  // Sent.
  two.set('room-one', '');
  tell();
  expect([one.get('room-one'), two.get('room-one'), reloaded()]).toEqual([
    'half a thought',
    'half a thought',
    'half a thought',
  ]);
});

test('what could not be kept beside another page’s draft is kept once that is sent', () => {
  const { one, two, tell, reloaded } = twoPages();
  one.set('room-one', 'half a thought');
  two.set('room-one', 'mine');
  tell();
  one.set('room-one', '');
  tell();
  expect([one.get('room-one'), two.get('room-one'), reloaded()]).toEqual(['mine', 'mine', 'mine']);
  expect(two.isUnkept('room-one')).toBe(false);
});

test('a page that is done with its user hears nothing more', () => {
  const { one, two, tell, reloaded } = twoPages();
  one.set('room-one', 'half a thought');
  two.set('room-one', 'mine');
  two.stop();
  one.erase();
  tell();
  expect([two.get('room-one'), reloaded()]).toEqual(['mine', '']);
});

test('keys are of the form that the wire asks for, and never the same', () => {
  const keys = Array.from({ length: 1_000 }, newKey);
  expect(new Set(keys).size).toBe(1_000);
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('without a channel among pages nothing breaks, and news that is not understood is passed over', () => {
  const alone = new Tabs(undefined, () => {});
  alone.tell({ type: 'signed-out', user: 'user-a' });
  alone.close();
  const heard: unknown[] = [];
  let say: (event: MessageEvent) => void = () => {};
  const channel = {
    postMessage: () => {},
    close: () => {},
    addEventListener: (_: 'message', listener: typeof say) => void (say = listener),
  };
  new Tabs(channel, (news) => heard.push(news)).tell({ type: 'signed-in', user: 'user-a' });
  say({ data: { type: 'other' } } as MessageEvent);
  say({ data: null } as MessageEvent);
  say({ data: { type: 'signed-out', user: 'user-a' } } as MessageEvent);
  expect(heard).toEqual([{ type: 'signed-out', user: 'user-a' }]);
});
