import { expect, test } from 'bun:test';
import { isFewEmoji } from './big-emoji.ts';
import { parseMessage } from './blocks.ts';
import { hiddenHost } from './links.ts';
import { changeOutsideLiterals } from './outside-literals.ts';
import { plainText } from './plain-text.ts';

test('text to be spoken has no marks', () => {
  const body = '> **so** [it](https://example.org/) is\n1. *one*\n2. `two`\n```ts\nx * y\n```\n~~end~~';
  expect(plainText(parseMessage(body))).toBe('so it is\n1. one\n2. two\nx * y\nend');
});

test('one to three emoji and nothing else are few', () => {
  const few = [
    ...['👍', '👍🏽', '❤️', ' 🎉 \n', '👩‍👩‍👧‍👦👩🏿‍❤️‍💋‍👨🏻👩‍🚀', '🏳️‍🌈', '🏴‍☠️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪🇺🇳', '1️⃣#️⃣*⃣', '☺️ ☺️ ☺️', '🧑‍🦽‍➡️'],
  ];
  const none = [
    '',
    ' ',
    '1',
    '12',
    '#',
    '*',
    'a',
    '👍a',
    '👍👍👍👍',
    '❤',
    '©',
    '™',
    '🇩',
    ':)',
    '`👍`',
    '1 2 3',
  ];
  expect(few.filter((text) => !isFewEmoji(text))).toEqual([]);
  expect(none.filter(isFewEmoji)).toEqual([]);
});

test('a link shows where it leads, unless its text is that very address', () => {
  const host = (text: string, href: string): string | undefined => hiddenHost(new URL(href).href, text);
  expect(host('https://аpple.com/', 'https://аpple.com/')).toBe('xn--pple-43d.com');
  expect(host('https://EXAMPLE.org', 'https://example.org/')).toBeUndefined();
  expect(host('example.org/a?b', 'https://example.org/a?b')).toBeUndefined();
  expect(host('the docs', 'https://example.org/')).toBe('example.org');
  for (const text of [
    'https://bank.example',
    'https://bank.example/evil.example',
    'evil.example.bank.example',
    'evil.example and bank.example',
    'bank.example (evil.example)',
    'evil.example/ is bank.example',
  ])
    expect(host(text, 'https://evil.example/')).toBe('evil.example');
  expect(host('http://example.org:8080/', 'http://example.org:8080/')).toBeUndefined();
  expect(host('http://example.org/', 'http://example.org:8080/')).toBe('example.org:8080');
});

test('code and addresses stay as typed when all else is changed', () => {
  const body =
    'a `a` a\n> a `` a ` a `` a\n> ```\n> a\n> ```\n- a https://x.org/@a a\n  ```a\n  a```\n[a](https://a.org/a) a `\n```\na';
  expect(changeOutsideLiterals(body, (text) => text.replaceAll('a', 'B'))).toBe(
    'B `a` B\n> B `` a ` a `` B\n> ```\n> a\n> ```\n- B https://x.org/@a B\n  ```a\n  a```\n[B](https://a.org/a) B `\n```\na',
  );
  expect(changeOutsideLiterals('none', (text) => `${text}!`)).toBe('none!');
});
