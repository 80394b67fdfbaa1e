/** How long a username may be, in characters (code points after NFKC). */
const shortest = 2;
const longest = 32;
/** Marks in a row: a Devanagari letter may carry three; a tower of them is vandalism. */
const marksInARow = 3;

/** Names that would pass for the instance itself, for a group of people, or for "nothing" in somebody's program. */
const reserved = new Set(
  (
    'admin administrator administrators admins root system sysadmin superuser rookery server official staff ' +
    'moderator moderators mod support help security abuse postmaster webmaster hostmaster noreply no-reply ' +
    'everyone everybody all here channel room me null undefined nil none nan true false nobody anonymous unknown deleted'
  ).split(' '),
);

/**
 * Scripts that one name may be written in (Unicode's recommended and limited-use ones, UAX 31), and the three ways of
 * writing that use several as one (UTS 39, 5.1).
 */
const scripts =
  'Latin Greek Cyrillic Armenian Hebrew Arabic Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada ' +
  'Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Ethiopic Khmer Hangul+Han Hiragana+Katakana+Han Bopomofo+Han ' +
  'Adlam Balinese Canadian_Aboriginal Cham Cherokee Javanese Lepcha Limbu Meetei_Mayek Mongolian Newa Nko Ol_Chiki ' +
  'Osage Sundanese Syriac Tai_Le Tai_Tham Tai_Viet New_Tai_Lue Tifinagh Vai Yi';
const writings = scripts.split(' ').map((writing) => {
  const classes = writing.split('+').map((script) => `\\p{Script_Extensions=${script}}`);
  return new RegExp(`^[0-9_.\\-\\p{Script=Inherited}${classes.join('')}]+$`, 'u');
});

const allowed = /^[\p{L}\p{M}\p{Nd}_.-]+$/u;
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const strayMarks = new RegExp(`^\\p{M}|[0-9_.-]\\p{M}|\\p{M}{${marksInARow + 1}}`, 'u');

/** Why a username is refused: the reason codes of the field `username`. */
export type UsernameProblem = 'too_short' | 'too_long' | 'bad_characters' | 'mixed_scripts' | 'reserved';

/** A username as it is kept and shown: NFKC, without spaces around. */
export function normalUsername(text: string): string {
  return text.normalize('NFKC').trim();
}

/**
 * What two usernames are compared by. JavaScript has no case folding; upper and then lower case comes to the same (ß is
 * ss), except for the final sigma.
 */
export function usernameKey(text: string): string {
  const folded = normalUsername(text).toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return folded.normalize('NFKC');
}

/** What is wrong with a username that was made by `normalUsername`, or null. */
export function usernameProblem(username: string): UsernameProblem | null {
  const length = Array.from(username).length;
  if (length < shortest) return 'too_short';
  if (length > longest) return 'too_long';
  if (!allowed.test(username) || invisible.test(username) || strayMarks.test(username))
    return 'bad_characters';
  if (!/[\p{L}\p{Nd}]/u.test(username)) return 'bad_characters';
  if (!writings.some((writing) => writing.test(username))) return 'mixed_scripts';
  const bare = usernameKey(username).replace(/^[_.-]+|[_.-]+$/g, '');
  return reserved.has(bare) ? 'reserved' : null;
}
