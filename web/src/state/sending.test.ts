import { expect, test } from 'bun:test';
import { Drafts } from './drafts.ts';
import { scriptedStorage } from './scripted-storage.ts';
import { Sending } from './sending.ts';

const room = 'room-one';
const asTyped = async (text: string): Promise<string[]> => [text];

/** Lets every promise that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const drafts = new Drafts('user-a', scriptedStorage());
  const posted: string[] = [];
  let failing = false;
  const post = async (to: string, body: string): Promise<void> => {
    posted.push(`${to} ${body}`);
    if (failing) throw new Error('too many');
  };
  return {
    drafts,
    sending: new Sending({ drafts, post }),
    posted,
    fails: (on: boolean) => (failing = on),
  };
}

test('a draft is sent as what is made of it, and is empty afterwards; a blank one is not sent', async () => {
  const { drafts, sending, posted } = setUp();
  drafts.set(room, 'one two');
  expect(await sending.send(room, async (text) => text.split(' '))).toBe(true);
  expect(posted).toEqual(['room-one one', 'room-one two']);
  expect(drafts.get(room)).toBe('');
  drafts.set(room, ' ');
  expect(await sending.send(room, asTyped)).toBe(false);
  expect(drafts.get(room)).toBe(' ');
});

test('what is being sent stands in the draft and is not sent again; what was typed on is sent after it', async () => {
  const { drafts, sending, posted } = setUp();
  const emoji = Promise.withResolvers<string[]>();
  drafts.set(room, ':tada:');
  const first = sending.send(room, () => emoji.promise);
  expect(await sending.send(room, asTyped)).toBe(false);
  drafts.set(room, ':tada: and more');
  const second = sending.send(room, asTyped);
  await settle();
  expect(posted).toEqual([]);
  expect(drafts.get(room)).toBe(':tada: and more');
  emoji.resolve(['🎉']);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(posted).toEqual(['room-one 🎉', 'room-one  and more']);
  expect(drafts.get(room)).toBe('');
});

test('one room does not wait for another', async () => {
  const { drafts, sending, posted } = setUp();
  drafts.set(room, ':tada:');
  void sending.send(room, () => new Promise(() => {}));
  drafts.set('room-two', 'hello');
  expect(await sending.send('room-two', asTyped)).toBe(true);
  expect(posted).toEqual(['room-two hello']);
});

test('what could not be posted stays in the draft and can be sent again', async () => {
  const { drafts, sending, posted, fails } = setUp();
  fails(true);
  drafts.set(room, 'one');
  expect(await sending.send(room, asTyped).catch(String)).toBe('Error: too many');
  expect(drafts.get(room)).toBe('one');
  fails(false);
  expect(await sending.send(room, asTyped)).toBe(true);
  expect(posted.length).toBe(2);
  expect(drafts.get(room)).toBe('');
});
