import { ApiError } from '../../contracts/errors.ts';
import { subject, type Renamed } from '../../contracts/events.ts';
import type { Account } from '../../contracts/auth.ts';
import type { Profile } from '../../contracts/users.ts';
import type { Parts } from './parts.ts';
import type { ProfileRow, Query } from './schema.ts';

/** A profile as others see it. */
export function publicProfile(row: ProfileRow): Profile {
  const { id, username, display_name, status, avatar } = row;
  return {
    id,
    username,
    displayName: display_name ?? username,
    status,
    avatarUrl: avatar === null ? null : `/api/users/${id}/avatar/${avatar}`,
  };
}

/** Tells everyone who listens how a profile is now. */
function announce({ bus }: Parts, row: ProfileRow): Profile {
  const profile = publicProfile(row);
  bus.publish(subject.profile, JSON.stringify(profile));
  return profile;
}

function rowOf(query: Query, id: string): Promise<ProfileRow | undefined> {
  return query.selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Makes the profiles of accounts that have none yet; those that are there stay as they are. */
async function make(parts: Parts, accounts: readonly { id: string; username: string }[]): Promise<void> {
  if (accounts.length === 0) return;
  const changed_at = parts.clock.now();
  const rows = accounts.map(({ id, username }) => ({
    id,
    username,
    display_name: null,
    status: '',
    avatar: null,
    changed_at,
  }));
  await parts.database.query
    .insertInto('profiles')
    .values(rows)
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

/**
 * Profiles of accounts, in the order of the ids; ids that nobody has are left out. A profile is made when it is first
 * asked for. While `auth` is away those that would have to be made are left out too, and the rest is answered.
 */
export async function profilesOf(parts: Parts, ids: readonly string[]): Promise<Profile[]> {
  const wanted = [...new Set(ids)];
  const known = await load(parts.database.query, wanted);
  const missing = wanted.filter((id) => !known.has(id));
  if (missing.length > 0) {
    try {
      const { users } = await parts.auth.usernames({ body: { ids: missing } });
      await make(parts, users);
    } catch (error) {
      if (known.size === 0) throw error;
      parts.log.warn({ err: error }, 'profiles could not be made while auth is away');
    }
    for (const [id, row] of await load(parts.database.query, missing)) known.set(id, row);
  }
  return wanted.flatMap((id) => {
    const row = known.get(id);
    return row ? [publicProfile(row)] : [];
  });
}

async function load(query: Query, ids: string[]): Promise<Map<string, ProfileRow>> {
  if (ids.length === 0) return new Map();
  const rows = await query.selectFrom('profiles').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Somebody's profile. Throws `not_found` when there is no such account. */
export async function profileOf(parts: Parts, id: string): Promise<Profile> {
  const [profile] = await profilesOf(parts, [id]);
  if (!profile) throw new ApiError('not_found', 'There is nobody with this id.');
  return profile;
}

/**
 * The caller's own profile. A name that differs from the one they are signed in with is looked up rather than believed:
 * an identity may be a moment older than a change of the name.
 */
export async function ownProfile(parts: Parts, user: Account): Promise<Profile> {
  let row = await rowOf(parts.database.query, user.id);
  if (!row) {
    await make(parts, [user]);
    row = await parts.database.query
      .selectFrom('profiles')
      .selectAll()
      .where('id', '=', user.id)
      .executeTakeFirstOrThrow();
  }
  if (row.username === user.username) return publicProfile(row);
  const answer = await parts.auth.usernames({ body: { ids: [user.id] } }).catch(() => null);
  const current = answer?.users[0]?.username;
  if (current !== undefined && current !== row.username) await lookedUp(parts, row, current);
  return publicProfile((await rowOf(parts.database.query, user.id)) ?? row);
}

/** Takes in a name that `auth` gave, unless a change of the name came in meanwhile: that may be newer. */
async function lookedUp(parts: Parts, { id, name_version }: ProfileRow, username: string): Promise<void> {
  const row = await parts.database.query
    .updateTable('profiles')
    .set({ username, changed_at: parts.clock.now() })
    .where('id', '=', id)
    .where('name_version', '=', name_version)
    .returningAll()
    .executeTakeFirst();
  if (row) announce(parts, row);
}

/**
 * Takes in a new username and tells everyone; one that is older than the last, or the same again, changes nothing. Who
 * has no profile yet gets it now: made later, it could be made with a name that was asked for before the change.
 */
export async function renamed(parts: Parts, { user, username, version }: Renamed): Promise<void> {
  const change = { username, name_version: version, changed_at: parts.clock.now() };
  const row = await parts.database.query
    .insertInto('profiles')
    .values({ id: user, display_name: null, status: '', avatar: null, ...change })
    .onConflict((c) => c.column('id').doUpdateSet(change).where('profiles.name_version', '<', version))
    .returningAll()
    .executeTakeFirst();
  if (row) announce(parts, row);
}

/**
 * Changes columns of the caller's profile, and does `also` in the same transaction; tells everyone and gives the profile
 * as it is then.
 */
export async function changeProfile(
  parts: Parts,
  user: Account,
  change: Partial<Pick<ProfileRow, 'display_name' | 'status' | 'avatar'>>,
  also: (tx: Query) => Promise<unknown> = async () => undefined,
): Promise<Profile> {
  await make(parts, [user]);
  const row = await parts.database.transaction(async (tx) => {
    const changed = await tx
      .updateTable('profiles')
      .set({ ...change, changed_at: parts.clock.now() })
      .where('id', '=', user.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await also(tx);
    return changed;
  });
  return announce(parts, row);
}
