import * as v from 'valibot';
import { Account, Instance } from '../../../contracts/auth.ts';
import type { TextStorage } from './drafts.ts';

const storageName = 'rookery.last-user';
const Kept = v.object({ account: Account, instance: Instance });

/** Who was signed in on this browser last, for a start without the server. */
export type LastUser = v.InferOutput<typeof Kept>;

/** Undefined when nobody was, or when storage is forbidden. */
export function lastUser(storage: TextStorage | undefined): LastUser | undefined {
  try {
    const kept = v.safeParse(Kept, JSON.parse(storage?.getItem(storageName) ?? 'null'));
    return kept.success ? kept.output : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers who is signed in; undefined: nobody. Without storage a start needs the server, as before. */
export function keepLastUser(storage: TextStorage | undefined, user: LastUser | undefined): void {
  try {
    if (user) storage?.setItem(storageName, JSON.stringify(user));
    else storage?.removeItem(storageName);
  } catch {
    // Full or forbidden.
  }
}
