import { expect, test } from 'bun:test';
import { namesOthers, pieces, readable, stored } from './mentions.ts';

const people = [
  { id: 'user-one', username: 'ben' },
  { id: 'user-two', username: 'ben.k' },
];

test('a name after an @ is stored as its owner’s id', () => {
  expect(stored('@ben, and (@Ben.k). Ask @ben.', people)).toBe(
    '<@user-one>, and (<@user-two>). Ask <@user-one>.',
  );
});

test('addresses, longer names and strangers stay text', () => {
  const text = 'mail@ben @benjamin @carl <@user-two> @@ben';
  expect(stored(text, people)).toBe(text);
});

test('within marks, quotes and lists names are mentions; within code and addresses they are text', () => {
  const text = '**@ben** _@ben_\n> @ben\n- *@ben, hi* `@ben` https://x.org/@ben\n```\n@ben\n```\n@ben';
  expect(stored(text, people)).toBe(
    '**<@user-one>** _<@user-one>_\n> <@user-one>\n- *<@user-one>, hi* `@ben` https://x.org/@ben\n```\n@ben\n```\n<@user-one>',
  );
});

test('a stored text reads with names and is stored the same again', () => {
  const body = 'Hi <@user-one> and <@user-two>, not <@user-six>';
  const shown = readable(body, (user) => people.find(({ id }) => id === user)?.username ?? '');
  expect(shown).toBe('Hi @ben and @ben.k, not <@user-six>');
  expect(stored(shown, people)).toBe(body);
});

test('a name that is none of these people’s is told from those that are', () => {
  expect(namesOthers('hi @ben and `@carl`, https://x.org/@carl, carl@ben', people)).toBe(false);
  expect(namesOthers('hi @ben and @carl', people)).toBe(true);
});

test('pieces hold the text and those it mentions in order', () => {
  expect(pieces('<@user-one> sees <@user-two>')).toEqual([
    { user: 'user-one' },
    { text: ' sees ' },
    { user: 'user-two' },
  ]);
});
