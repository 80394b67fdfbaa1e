/** Characters that are rare among people and easily lost on the way, by kind. */

/** A code point as text. */
export const char = (code: number): string => String.fromCodePoint(code);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => char(from + i));

export const controls = [...range(0x01, 0x1f), ...range(0x7f, 0x9f)];
export const unseen = [
  ...range(0x200b, 0x200f),
  ...range(0x2060, 0x2064),
  ...['\u00ad', '\u034f', '\u061c', '\u180e', '\ufeff'],
];
export const turning = [...range(0x202a, 0x202e), ...range(0x2066, 0x2069)];
export const spaces = [...range(0x2000, 0x200a), '\u00a0', '\u1680', '\u202f', '\u205f', '\u3000'];
export const breaks = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'];
export const marks = [
  ...range(0x0300, 0x036f),
  '\u0483',
  '\u05b0',
  '\u064b',
  '\u093c',
  '\u0e49',
  '\u20dd',
  '\u20e3',
  '\ufe0e',
  '\ufe0f',
  '\ufe20',
];
// Never characters, yet allowed in every interchange form (Unicode, corrigendum 9).
export const noncharacters = [...range(0xfdd0, 0xfdef), ...planes(0xfffe), ...planes(0xffff)];
export const oddOnes = [
  '\ufffc',
  '\ufffd',
  '\ue000',
  '\uf8ff',
  char(0xf0000),
  char(0x10fffd),
  '\u0378',
  char(0xe0001),
  '\ud7ff',
];

function planes(last: number): string[] {
  return Array.from({ length: 17 }, (_, plane) => char(plane * 0x10000 + last));
}
