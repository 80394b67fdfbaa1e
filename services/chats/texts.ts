import { ApiError } from '../../contracts/errors.ts';
import { showsSomething } from '../../platform/visible-text.ts';

// Control characters, and marks that reverse the direction of what follows them on the page.
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A room's name as it is kept: NFC, trimmed, 1 to `max` characters (code points) of which some can be seen. Throws `invalid` naming the rule. */
export function roomName(given: string, max: number): string {
  const name = given.normalize('NFC').trim();
  if (!showsSomething(name)) throw invalid('name', 'too_short', 'A room needs a name.');
  if (Array.from(name).length > max)
    throw invalid('name', 'too_long', `A room's name may have ${max} characters at most.`);
  if (unseen.test(name) || !name.isWellFormed()) {
    throw invalid('name', 'bad_characters', "A room's name may not hold control characters.");
  }
  return name;
}

/** Throws `invalid` unless a message may hold this text; the text itself is kept unit for unit. */
export function checkBody(body: string, max: number): void {
  if (body.length > max) throw invalid('body', 'too_long', `A message may have ${max} UTF-16 units at most.`);
  if (body.trim() === '') throw invalid('body', 'too_short', 'A message needs some text.');
  if (body.includes('\0') || !body.isWellFormed()) {
    throw invalid('body', 'bad_characters', 'A message may not hold NUL or half a surrogate pair.');
  }
}

function invalid(field: string, reason: string, message: string): ApiError {
  return new ApiError('invalid', message, { fields: { [field]: reason } });
}
