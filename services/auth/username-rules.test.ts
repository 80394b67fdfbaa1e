import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { normalUsername, usernameKey, usernameProblem } from './username-rules.ts';

const problem = (text: string) => usernameProblem(normalUsername(text));

test.each([
  'ab',
  'Ada',
  'ada.lovelace',
  'a_b-c.d',
  '42',
  'J0hn',
  'Zoë',
  'Łukasz',
  'Nguyễn',
  'ẹ́yọ̀',
  'Ольга',
  'Ωμέγα',
  'דניאל',
  'محمد',
  'हिन्दी',
  'ड़ींग',
  'สมชาย',
  '山田たろう',
  'サーバー',
  '김철수',
  '한漢',
  'a'.repeat(32),
])('%p is a username', (name) => {
  expect(problem(name)).toBeNull();
});

test.each([
  ['', 'too_short'],
  ['a', 'too_short'],
  ['  a  ', 'too_short'],
  ['a'.repeat(33), 'too_long'],
  ['a b', 'bad_characters'],
  ['a\u0000b', 'bad_characters'],
  ['a\nb', 'bad_characters'],
  ['a@b', 'bad_characters'],
  ['a/b', 'bad_characters'],
  ['<b>bold', 'bad_characters'],
  ['ada🙂', 'bad_characters'],
  ['..', 'bad_characters'],
  ['_-.', 'bad_characters'],
  ['ada\u200b', 'bad_characters'],
  ['a\u200dda', 'bad_characters'],
  ['a\u034fda', 'bad_characters'],
  ['\u202eada', 'bad_characters'],
  ['ada\u3164', 'bad_characters'],
  ['ad\ud800', 'bad_characters'],
  ['\u0301ada', 'bad_characters'],
  ['1\u0301a', 'bad_characters'],
  [`a${'\u0316'.repeat(4)}b`, 'bad_characters'],
  ['раypal', 'mixed_scripts'],
  ['аdmin', 'mixed_scripts'],
  ['Αda', 'mixed_scripts'],
  ['adaさん', 'mixed_scripts'],
  ['한글かな', 'mixed_scripts'],
  ['ada٣', 'mixed_scripts'],
])('%p is refused: %s', (name, reason) => {
  expect<string | null>(problem(name)).toBe(reason);
});

test.each([
  'admin',
  'ADMIN',
  'Everyone',
  'here',
  'all',
  'rookery',
  'null',
  'me',
  '_admin_',
  'root.',
  'ａｄｍｉｎ',
  'ſystem',
])('%p is reserved', (name) => {
  expect(problem(name)).toBe('reserved');
});

test('names that differ by case, width or composition only are the same name', () => {
  const same: [string, string][] = [
    ['Ada', 'aDA'],
    ['ａｄａ', 'ada'],
    ['Zoe\u0308', 'zoë'],
    ['STRASSE', 'straße'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁnn', 'FINN'],
    [' ada ', 'ada'],
  ];
  for (const [a, b] of same) expect(usernameKey(a)).toBe(usernameKey(b));
  expect(usernameKey('ada.l')).not.toBe(usernameKey('adal'));
});

test('comparing is stable: a key is its own key, in any case', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const key = usernameKey(text);
      expect(usernameKey(key)).toBe(key);
      const name = normalUsername(text);
      if (usernameProblem(name) === null) {
        expect(usernameKey(name.toUpperCase())).toBe(key);
        expect(usernameKey(name.toLowerCase())).toBe(key);
      }
    }),
    { numRuns: 2000 },
  );
});
