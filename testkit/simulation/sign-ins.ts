import type { Account } from '../../contracts/auth.ts';
import { subject } from '../../contracts/events.ts';
import { json, refusal } from '../../platform/answers.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Bus } from '../../platform/bus.ts';
import { beginning } from './virtual-time.ts';

const yearMs = 365 * 86_400_000;

/** Somebody's sign-in, by its token. */
export interface SignIn {
  user: Account;
  session: string;
  token: string;
}

/** Stands in for `auth`, whose hashing takes real time: who is signed in, and which sign-ins ended. */
export class SignIns {
  private readonly byToken = new Map<string, SignIn>();
  private readonly ended: { seq: number; user: string; session: string }[] = [];
  private made = 0;

  constructor(private readonly bus: Bus) {}

  signIn(user: Account): SignIn {
    const n = String(++this.made).padStart(8, '0');
    const made = { user, session: `session-${n}`, token: `token-${n}`.padEnd(43, 'x') };
    this.byToken.set(made.token, made);
    return made;
  }

  /** Ends all sign-ins of a user. */
  endAll(user: string): void {
    for (const [token, signIn] of this.byToken) {
      if (signIn.user.id !== user) continue;
      this.byToken.delete(token);
      const revoked = { seq: this.ended.length + 1, user, session: signIn.session };
      this.ended.push(revoked);
      this.bus.publish(subject.revoked, JSON.stringify(revoked));
    }
  }

  holds({ token }: SignIn): boolean {
    return this.byToken.has(token);
  }

  /** The calls that `live` makes of `auth`. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.pathname === '/internal/auth/verify') {
      const { token } = (await request.json()) as { token: string };
      const signIn = this.byToken.get(token);
      if (!signIn) return refusal(new ApiError('not_signed_in', 'Sign in first.'));
      return json(200, {
        user: signIn.user,
        session: { id: signIn.session, expiresAt: beginning + yearMs },
      });
    }
    const after = url.searchParams.get('after');
    const revoked = after === null ? [] : this.ended.slice(Number(after));
    return json(200, { head: this.ended.length, revoked });
  };
}
