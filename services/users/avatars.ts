import type { Account } from '../../contracts/auth.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Profile } from '../../contracts/users.ts';
import { newId } from '../../platform/ids.ts';
import type { Parts } from './parts.ts';
import { changeProfile } from './profiles.ts';

/** Keeps a picture as the caller's; the one before is gone. */
export function setAvatar(parts: Parts, user: Account, bytes: Uint8Array): Promise<Profile> {
  const version = newId();
  return changeProfile(parts, user, { avatar: version }, async (tx) => {
    await tx.deleteFrom('avatars').where('user', '=', user.id).execute();
    const made_at = parts.clock.now();
    await tx.insertInto('avatars').values({ user: user.id, version, bytes, made_at }).execute();
  });
}

/** Goes back to the initial. */
export function removeAvatar(parts: Parts, user: Account): Promise<Profile> {
  return changeProfile(parts, user, { avatar: null }, (tx) =>
    tx.deleteFrom('avatars').where('user', '=', user.id).execute(),
  );
}

/** The bytes of a picture (WebP). Throws `not_found`, also for one that was replaced. */
export async function readAvatar({ database }: Parts, user: string, version: string): Promise<Uint8Array> {
  const row = await database.query
    .selectFrom('avatars')
    .select('bytes')
    .where('user', '=', user)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) throw new ApiError('not_found', 'There is no such picture.');
  return row.bytes;
}
