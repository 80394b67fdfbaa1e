import { ApiError } from '../../contracts/errors.ts';
import { showsSomething } from '../../platform/visible-text.ts';

/** Control characters, line breaks, and what turns the direction of the text around it or is half a character. */
const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A line of text as it is kept: NFC, without spaces around. `max` counts characters (code points). */
function line(text: string, field: string, max: number): string {
  const normal = text.normalize('NFC').trim();
  if (forbidden.test(normal))
    throw refused(field, 'bad_characters', 'Control characters cannot be used here.');
  if (Array.from(normal).length > max) throw refused(field, 'too_long', `At most ${max} characters.`);
  return normal;
}

function refused(field: string, reason: string, message: string): ApiError {
  return new ApiError('invalid', message, { fields: { [field]: reason } });
}

/** A display name as it is kept. Throws `invalid`: `too_short`, also if there is nothing to see, `too_long`, `bad_characters`. */
export function checkDisplayName(text: string, max: number): string {
  const name = line(text, 'displayName', max);
  if (!showsSomething(name)) throw refused('displayName', 'too_short', 'A name needs something to see.');
  return name;
}

/** A status as it is kept; "" for none. Throws `invalid`: `too_long`, `bad_characters`. */
export function checkStatus(text: string, max: number): string {
  const status = line(text, 'status', max);
  return showsSomething(status) ? status : '';
}
