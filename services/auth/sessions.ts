import type { Account, Session } from '../../contracts/auth.ts';
import { ApiError } from '../../contracts/errors.ts';
import { isDiskFailure } from '../../platform/db-disk-failure.ts';
import type { Database } from '../../platform/db.ts';
import { newId, newToken, tokenHash } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import { deviceName } from './device.ts';
import type { Parts } from './parts.ts';
import { revoke } from './revocations.ts';
import type { AuthTables, Query, SessionRow } from './schema.ts';

const over = () => new ApiError('not_signed_in', 'This session is over. Sign in again.');

/** When a session ends if it is not used again. */
function endOf(row: Pick<SessionRow, 'last_seen_at' | 'expires_at'>, limits: Limits): number {
  return Math.min(row.expires_at, row.last_seen_at + limits.sessionIdleMs);
}

/**
 * Begins a session in a transaction; gives its token, of which only the hash is kept. The session that the browser had
 * until now ends (its cookie is about to be overwritten), and beyond the limit so does the one unused for longest.
 * `link` is the sign-in link that it began with.
 */
export async function beginSession(
  tx: Query,
  { clock, limits }: Pick<Parts, 'clock' | 'limits'>,
  account: string,
  browser: { device?: string | undefined; user?: Account | undefined; session?: string | undefined },
  link: string | null = null,
): Promise<string> {
  const now = clock.now();
  const token = newToken();
  if (browser.user && browser.session) await endSessions(tx, browser.user.id, [browser.session], now);
  const kept = await tx
    .selectFrom('sessions')
    .select('id')
    .where('account', '=', account)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const ids = kept.slice(Math.max(0, limits.sessionsPerUser - 1)).map(({ id }) => id);
  await endSessions(tx, account, ids, now);
  await tx
    .insertInto('sessions')
    .values({
      id: newId(),
      token_hash: tokenHash(token),
      account,
      device: deviceName(browser.device),
      created_at: now,
      last_seen_at: now,
      expires_at: now + limits.sessionMaxMs,
      link,
    })
    .execute();
  return token;
}

/** Ends those of an account's sessions that have these ids, and writes it down; gives how many there were. */
export async function endSessions(
  tx: Query,
  account: string,
  ids: readonly string[],
  now: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  const ended = await tx
    .deleteFrom('sessions')
    .where('account', '=', account)
    .where('id', 'in', [...ids])
    .returning('id')
    .execute();
  await revoke(
    tx,
    account,
    ended.map(({ id }) => id),
    now,
  );
  return ended.length;
}

/** Ends an account's sessions, all or all but one, and writes it down. */
export async function endOtherSessions(
  tx: Query,
  account: string,
  but: string | null,
  now: number,
): Promise<void> {
  const rows = await tx.selectFrom('sessions').select('id').where('account', '=', account).execute();
  const ids = rows.map(({ id }) => id).filter((id) => id !== but);
  await endSessions(tx, account, ids, now);
}

/** The account and session behind a token: one indexed query, and now and then a write that it was used. */
export async function verifyToken(
  { database, clock, limits }: Parts,
  token: string,
): Promise<{ user: Account; session: { id: string; expiresAt: number } }> {
  const now = clock.now();
  const row = await database.query
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account')
    .select(['sessions.id', 'sessions.last_seen_at', 'sessions.expires_at'])
    .select(['accounts.id as user', 'accounts.username', 'accounts.role'])
    .where('sessions.token_hash', '=', tokenHash(token))
    .executeTakeFirst();
  if (!row || endOf(row, limits) <= now) throw over();
  if (now - row.last_seen_at >= limits.sessionSeenMs && (await keepLastUse(database, row.id, now)))
    row.last_seen_at = now;
  const user = { id: row.user, username: row.username, role: row.role };
  return { user, session: { id: row.id, expiresAt: endOf(row, limits) } };
}

/** Writes that a session is used; false when the store cannot: reading goes on while the disk is full. */
async function keepLastUse(database: Database<AuthTables>, session: string, now: number): Promise<boolean> {
  try {
    await database.query
      .updateTable('sessions')
      .set({ last_seen_at: now })
      .where('id', '=', session)
      .where('last_seen_at', '<', now)
      .execute();
    return true;
  } catch (error) {
    if (isDiskFailure(error)) return false;
    throw error;
  }
}

/** An account's sessions that have not run out, newest first; `current` is the one that asks. */
export async function listSessions(
  { database, clock, limits }: Parts,
  account: string,
  current: string,
): Promise<Session[]> {
  const now = clock.now();
  const rows = await database.query
    .selectFrom('sessions')
    .selectAll()
    .where('account', '=', account)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows
    .filter((row) => endOf(row, limits) > now)
    .map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: endOf(row, limits),
      device: row.device,
      current: row.id === current,
      link: row.link,
    }));
}

/** Whether an account still has a session that has not run out. */
export async function holdsSession(
  query: Query,
  { clock, limits }: Pick<Parts, 'clock' | 'limits'>,
  account: string,
  session: string,
): Promise<boolean> {
  const row = await query
    .selectFrom('sessions')
    .select(['last_seen_at', 'expires_at'])
    .where('id', '=', session)
    .where('account', '=', account)
    .executeTakeFirst();
  return row !== undefined && endOf(row, limits) > clock.now();
}

/** Who is signed in with a session, as it is now. Throws `not_signed_in` when it ended meanwhile. */
export async function currentSession(
  parts: Parts,
  account: string,
  current: string,
): Promise<{ user: Account; session: Session }> {
  const session = (await listSessions(parts, account, current)).find((one) => one.current);
  const user = await parts.database.query
    .selectFrom('accounts')
    .select(['id', 'username', 'role'])
    .where('id', '=', account)
    .executeTakeFirst();
  if (!session || !user) throw over();
  return { user, session };
}

/** Ends one of an account's sessions; false when it has none with this id. */
export async function endSession(parts: Parts, account: string, session: string): Promise<boolean> {
  const { database, clock, revocations } = parts;
  const ended = await database.transaction((tx) => endSessions(tx, account, [session], clock.now()));
  if (ended > 0) await revocations.announceDone();
  return ended > 0;
}

/** Forgets sessions that ran out. */
export async function pruneSessions({ database, clock, limits }: Parts): Promise<void> {
  const now = clock.now();
  await database.query
    .deleteFrom('sessions')
    .where((w) => w.or([w('expires_at', '<=', now), w('last_seen_at', '<=', now - limits.sessionIdleMs)]))
    .execute();
}
