import { expect, test } from 'bun:test';
import { readLimits } from '../../platform/limits.ts';
import { commonPasswords } from './common-passwords.ts';
import { passwordProblem } from './password-rules.ts';

const limits = readLimits({});
const problem = (password: string, username = 'ada') => passwordProblem(password, username, limits);

test.each([
  'correct horse battery staple',
  'aaaaaaab',
  'пароль-не-простой',
  '🦜🦉🦆🦢🕊️🐧🐦🦅',
  ' spaces around ',
  'x'.repeat(128) + 'y'.repeat(128),
])('%p is accepted', (password) => {
  expect(problem(password)).toBeNull();
});

test.each([
  ['', 'too_short'],
  ['seven77', 'too_short'],
  ['🦜🦉🦆🦢', 'too_short'],
  ['xy'.repeat(129), 'too_long'],
  ['ж'.repeat(100) + 'й'.repeat(29), 'too_long'],
  ['password', 'too_common'],
  ['PassWord1', 'too_common'],
  ['12345678', 'too_common'],
  ['qwertyuiop', 'too_common'],
  ['zzzzzzzzzz', 'too_common'],
  ['my name is Ada', 'contains_username'],
  ['lone \ud800 half', 'bad_characters'],
])('%p is refused: %s', (password, reason) => {
  expect<string | null>(problem(password)).toBe(reason);
});

test('the username is found in a password whatever its case, width or composition', () => {
  expect(problem('xx ZOE\u0308 xx', 'zoë')).toBe('contains_username');
  expect(problem('xx ｚｏｅ xx', 'Zoe')).toBe('contains_username');
});

test('at least the 3,000 most common passwords that are long enough are known', () => {
  expect(commonPasswords.size).toBeGreaterThanOrEqual(3000);
  for (const password of commonPasswords) expect(password).toMatch(/^[^\p{Lu}\s]{8,}$/u);
});
