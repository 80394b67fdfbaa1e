import { changeOutsideLiterals } from '../markup/outside-literals.ts';

/** Somebody who can be mentioned. */
interface Named {
  id: string;
  username: string;
}

/** Whether a message's text mentions this user. */
export function mentions(body: string | null, user: string): boolean {
  return body?.includes(`<@${user}>`) ?? false;
}

/** A text as a person reads and writes it: `@username` where `<@id>` is stored. Who has no known name stays as stored. */
export function readable(body: string, usernameOf: (user: string) => string): string {
  return body.replaceAll(mention, (whole, user: string) => {
    const username = usernameOf(user);
    return username === '' ? whole : `@${username}`;
  });
}

/**
 * A text as it is stored: `<@id>` for each `@username` of these people; other words after an `@` stay as they are, and so
 * do code and addresses.
 */
export function stored(text: string, people: readonly Named[]): string {
  if (!text.includes('@') || people.length === 0) return text;
  const ids = new Map(people.map(({ id, username }) => [username.toLowerCase(), id]));
  const idOf = (whole: string, word: string): string => {
    // A full stop, a hyphen or the mark of emphasis behind a name may belong to the sentence.
    for (let end = word.length; end > 0; end--) {
      if (end < word.length && !/[._-]/.test(word.charAt(end))) break;
      const user = ids.get(word.slice(0, end).toLowerCase());
      if (user !== undefined) return `<@${user}>${word.slice(end)}`;
    }
    return whole;
  };
  return changeOutsideLiterals(text, (part) => part.replaceAll(handle, idOf));
}

/** Whether a text has an `@name` of none of these people. */
export function namesOthers(text: string, people: readonly Named[]): boolean {
  let found = false;
  changeOutsideLiterals(stored(text, people), (part) => {
    found ||= part.search(handle) !== -1;
    return part;
  });
  return found;
}

/** A text in pieces: plain ones, and the ids of those it mentions. */
export function pieces(text: string): ({ text: string } | { user: string })[] {
  // Every second piece is what the brackets of the pattern took.
  const split = text.split(mention).map((part, at) => (at % 2 === 0 ? { text: part } : { user: part }));
  return split.filter((piece) => 'user' in piece || piece.text !== '');
}

const mention = /<@([0-9a-z-]{8,64})>/g;
/** Not after a letter or a number, as in an address of mail. */
const handle = /(?<![\p{Letter}\p{Number}<@])@([\p{Letter}\p{Number}._-]+)/gu;
