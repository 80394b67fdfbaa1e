import * as v from 'valibot';
import { Account, Instance } from '../../../contracts/auth.ts';
import { lastUserName } from './last-user-name.ts';
import type { TextStorage } from './kept-texts.ts';

const Kept = v.object({ account: Account, instance: Instance });

/** Who was signed in on this browser last, for a start without the server. */
export type LastUser = v.InferOutput<typeof Kept>;

/** Undefined when nobody was, or when storage is forbidden. */
export function lastUser(storage: TextStorage | undefined): LastUser | undefined {
  try {
    const kept = v.safeParse(Kept, JSON.parse(storage?.getItem(lastUserName) ?? 'null'));
    return kept.success ? kept.output : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers who is signed in; undefined: nobody. Without storage a start needs the server, as before. */
export function keepLastUser(storage: TextStorage | undefined, user: LastUser | undefined): void {
  try {
    if (user) storage?.setItem(lastUserName, JSON.stringify(user));
    else storage?.removeItem(lastUserName);
  } catch {
    // Full or forbidden.
  }
}
