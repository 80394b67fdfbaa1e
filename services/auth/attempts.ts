import type { ExpressionBuilder } from 'kysely';
import { ApiError } from '../../contracts/errors.ts';
import { addressPrefix } from '../../platform/client-address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import { toleratedSkewMs } from '../../platform/identity.ts';
import { tokenHash } from '../../platform/ids.ts';
import type { Limits, Rate } from '../../platform/limits.ts';
import type { AuthTables, Query } from './schema.ts';

/** What is guessed at, and from where. */
export interface Guess {
  /** What the failures of one target are counted by, such as a username's key. */
  target: string;
  /** The client's network address. */
  address: string | undefined;
  /** The account, if there is one: from where it signed in before, only its own failures count. */
  account: string | undefined;
}

/**
 * Counts failed guesses in this service's own store, so that all replicas count together and a restart forgets nothing.
 * A guess is counted before it is checked and taken off again when it was right: many at once cannot slip past.
 *
 * Nobody can lock another person out: from a place where that person signed in before, only the failures for their name
 * from there count. Elsewhere failures also count per name, per address prefix and in all
 * (docs/adr/0010-guesses-count-less-at-home.md).
 */
export class Attempts {
  constructor(
    private readonly database: Database<AuthTables>,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /**
   * Runs `check`, which gives null for a wrong guess, and counts that. Throws `rate_limited` without running it after
   * too many failures.
   */
  async guessed<T>(guess: Guess, check: () => Promise<T | null>): Promise<T | null> {
    if (!this.limits.rateLimits) return check();
    const counted = await this.count(guess);
    let result: T | null = null;
    let failed = false;
    try {
      result = await check();
      failed = result === null;
    } finally {
      if (!failed) await this.uncount(counted);
    }
    return result;
  }

  /** Remembers that an account signed in from an address. */
  async welcome(tx: Query, account: string, address: string | undefined): Promise<void> {
    const place = placeOf(address);
    const seen_at = this.clock.now();
    await tx
      .insertInto('places')
      .values({ account, place, seen_at })
      .onConflict((c) => c.columns(['account', 'place']).doUpdateSet({ seen_at }))
      .execute();
    const kept = tx
      .selectFrom('places')
      .select('place')
      .where('account', '=', account)
      .orderBy('seen_at', 'desc')
      .limit(this.limits.placesPerUser);
    await tx.deleteFrom('places').where('account', '=', account).where('place', 'not in', kept).execute();
  }

  /** Forgets failures and places that count no more. */
  async prune(): Promise<void> {
    const now = this.clock.now();
    const { signInsInAll, signInsPerName, signInsPerAddress, signInsPerAccount, sessionMaxMs } = this.limits;
    const rates = [signInsInAll, signInsPerName, signInsPerAddress, signInsPerAccount];
    const longest = Math.max(...rates.map(({ windowMs }) => windowMs));
    const { query } = this.database;
    await query
      .deleteFrom('attempts')
      .where('started_at', '<=', now - longest)
      .execute();
    await query
      .deleteFrom('places')
      .where('seen_at', '<=', now - sessionMaxMs)
      .execute();
  }

  private count(guess: Guess): Promise<string[]> {
    const place = placeOf(guess.address);
    return this.database.transaction(async (tx) => {
      const counts: [string, Rate][] = [
        [tokenHash(`target ${place} ${guess.target}`), this.limits.signInsPerAccount],
      ];
      if (!(await isKnownPlace(tx, guess.account, place))) {
        // Always in the same order, so that two transactions never wait for each other.
        counts.unshift(
          ['all', this.limits.signInsInAll],
          [tokenHash(`name ${guess.target}`), this.limits.signInsPerName],
          [`place ${place}`, this.limits.signInsPerAddress],
        );
      }
      for (const [key, rate] of counts) await this.countOne(tx, key, rate);
      return counts.map(([key]) => key);
    });
  }

  /** Counts once, in one statement; throws when the window is full, which takes back what the transaction counted. */
  private async countOne(tx: Query, key: string, rate: Rate): Promise<void> {
    const now = this.clock.now();
    const over = now - rate.windowMs;
    // One that begins in the future, by more than clocks of replicas differ, was begun before the clock was set back.
    const ahead = now + toleratedSkewMs;
    const isOver = (e: ExpressionBuilder<AuthTables, 'attempts'>) =>
      e.or([e('attempts.started_at', '<=', over), e('attempts.started_at', '>', ahead)]);
    const row = await tx
      .insertInto('attempts')
      .values({ key, started_at: now, count: 1 })
      .onConflict((c) =>
        c
          .column('key')
          .doUpdateSet((e) => ({
            count: e
              .case()
              .when(isOver(e))
              .then(1)
              .else(e('attempts.count', '+', 1))
              .end(),
            started_at: e.case().when(isOver(e)).then(now).else(e.ref('attempts.started_at')).end(),
          }))
          .where((w) => w.or([isOver(w), w('attempts.count', '<', rate.count)])),
      )
      .returning('key')
      .executeTakeFirst();
    if (row) return;
    const full = await tx
      .selectFrom('attempts')
      .select('started_at')
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    const retryAfterMs = Math.max(1, full.started_at + rate.windowMs - now);
    throw new ApiError('rate_limited', 'Too many wrong attempts. Wait a little, then try again.', {
      retryAfterMs,
    });
  }

  private async uncount(keys: string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      // One after the other, in the order in which they were counted.
      for (const key of keys) {
        await tx
          .updateTable('attempts')
          .set((e) => ({ count: e('count', '-', 1) }))
          .where('key', '=', key)
          .where('count', '>', 0)
          .execute();
      }
    });
  }
}

function placeOf(address: string | undefined): string {
  return tokenHash(`address ${addressPrefix(address ?? '')}`);
}

async function isKnownPlace(tx: Query, account: string | undefined, place: string): Promise<boolean> {
  if (account === undefined) return false;
  const row = await tx
    .selectFrom('places')
    .select('place')
    .where('account', '=', account)
    .where('place', '=', place)
    .executeTakeFirst();
  return row !== undefined;
}
