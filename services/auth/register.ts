import { ApiError } from '../../contracts/errors.ts';
import type { Identity } from '../../platform/identity.ts';
import { createAccount, type Entered } from './accounts.ts';
import { checkNewAccount } from './credentials.ts';
import type { Parts } from './parts.ts';
import { assertFree } from './usernames.ts';

/**
 * Makes an account for somebody new and signs them in. Being the first gives nobody any right: a tunnel or a proxy makes
 * even loopback public. Throws `registration_closed`, `invite_required`, `invalid`, `username_taken`, `overloaded`.
 */
export async function register(
  parts: Parts,
  wanted: { username: string; password: string },
  who: Identity,
): Promise<Entered> {
  const { database, clock, limits, settings, passwords, revocations } = parts;
  if (settings.registration === 'closed') {
    throw new ApiError('registration_closed', 'Nobody can register here just now.');
  }
  if (settings.registration === 'invite' && who.invited !== true) {
    throw new ApiError(
      'invite_required',
      'To register here, open an invite link that somebody here sent you.',
    );
  }
  const username = checkNewAccount(wanted.username, wanted.password, limits);
  await assertFree(database.query, username, null, clock.now());
  const passwordHash = await passwords.hash(wanted.password);
  const entered = await database.transaction((tx) =>
    createAccount(tx, parts, { username, passwordHash, role: 'member' }, who),
  );
  await revocations.announceDone();
  return entered;
}
