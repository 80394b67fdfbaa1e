import type { auth, Account } from '../../contracts/auth.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import { isWithin, type Clock } from '../../platform/clock.ts';
import { readSessionToken } from '../../platform/session-cookie.ts';

/** Who is signed in, and by which session. */
export interface SignedIn {
  user: Account;
  session: string;
}

/** How long a verified token is believed without asking again, in ms. */
const keepMs = 2_000;
const keptMax = 20_000;

export interface AuthenticatorDeps {
  auth: Pick<Client<typeof auth>, 'verify'>;
  clock: Clock;
  secureCookie: boolean;
}

/** Turns session cookies into people, and remembers for two seconds who they were. */
export class Authenticator {
  private readonly kept = new Map<string, SignedIn & { at: number; expiresAt: number }>();
  private generation = 0;

  constructor(private readonly deps: AuthenticatorDeps) {}

  /** Forgets at once what it knows whenever a session ends or a name changes anywhere. */
  listen(bus: Bus): Unsubscribe {
    const ends = [subject.revoked, subject.renamed].map((name) => bus.subscribe(name, () => this.forget()));
    return () => ends.forEach((end) => end());
  }

  /** The person behind a request's cookie; null without one or when its session is over. Throws `unavailable`. */
  async whoIs(request: Request): Promise<SignedIn | null> {
    const token = readSessionToken(request.headers.get('cookie'), this.deps.secureCookie);
    if (token === null) return null;
    const known = this.kept.get(token);
    const now = this.deps.clock.now();
    if (known && isWithin(keepMs, known.at, now) && known.expiresAt > now) return known;
    this.kept.delete(token);
    return this.verify(token);
  }

  /** Forgets every verified token. */
  forget(): void {
    this.generation++;
    this.kept.clear();
  }

  private async verify(token: string): Promise<SignedIn | null> {
    const asked = this.generation;
    try {
      const { user, session } = await this.deps.auth.verify({ body: { token } });
      const signedIn = { user, session: session.id };
      // A session that ended while we asked must not be remembered as alive.
      if (asked === this.generation) this.keep(token, signedIn, session.expiresAt);
      return signedIn;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_signed_in') return null;
      throw error;
    }
  }

  private keep(token: string, signedIn: SignedIn, expiresAt: number): void {
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(token, { ...signedIn, at: this.deps.clock.now(), expiresAt });
  }
}
