import type { Account } from '../contracts/auth.ts';
import { json, refusal } from '../platform/answers.ts';
import { ApiError } from '../contracts/errors.ts';
import { identityHeader, readIdentity, type Identity } from '../platform/identity.ts';
import { newToken } from '../platform/ids.ts';

/** A call as a service behind the gateway got it. */
export interface Received {
  service: string;
  method: string;
  /** Path and query. */
  target: string;
  headers: Headers;
  identity: Identity | null;
  text: string;
}

type Answering = (received: Received) => Response | Promise<Response>;

/** Services behind a gateway under test: they note what they get, and answer or fail as the test says. */
export class ScriptedPeers {
  readonly received: Received[] = [];
  /** Answers by service; what is not set answers `{}`. */
  readonly answers: { auth?: Answering; users?: Answering; chats?: Answering } = {};
  private readonly sessions = new Map<
    string,
    { user: Account; session: { id: string; expiresAt: number } }
  >();

  constructor(
    private readonly secret: Uint8Array,
    private readonly now: () => number,
  ) {}

  readonly auth = (request: Request) => this.receive('auth', request);
  readonly users = (request: Request) => this.receive('users', request);
  readonly chats = (request: Request) => this.receive('chats', request);

  /** A session that `auth` knows: gives its cookie. */
  signIn(username: string): { user: Account; session: string; token: string; cookie: string } {
    const token = newToken();
    const user: Account = { id: `id-of-${username}`, username, role: 'member' };
    const session = { id: `session-of-${username}`, expiresAt: this.now() + 3_600_000 };
    this.sessions.set(token, { user, session });
    return { user, session: session.id, token, cookie: `rookery_session=${token}` };
  }

  /** Ends a session at `auth`. */
  signOut(token: string): void {
    this.sessions.delete(token);
  }

  /** What a service got, without the gateway's own questions. */
  calls(service: string): Received[] {
    return this.received.filter((one) => one.service === service && !one.target.startsWith('/internal/'));
  }

  /** The gateway's own questions to a service. */
  questions(target: string): Received[] {
    return this.received.filter((one) => one.target === target);
  }

  private async receive(service: 'auth' | 'users' | 'chats', request: Request): Promise<Response> {
    const url = new URL(request.url);
    const received: Received = {
      service,
      method: request.method,
      target: url.pathname + url.search,
      headers: request.headers,
      identity: readIdentity(request.headers.get(identityHeader), this.secret, this.now()),
      text: await request.text(),
    };
    this.received.push(received);
    const answering = this.answers[service];
    if (answering) return answering(received);
    return received.target === '/internal/auth/verify' ? this.verify(received) : json(200, {});
  }

  /** What `auth` answers by itself; tests that script `auth` call it for the questions they do not care about. */
  verify(received: Received): Response {
    const { token } = JSON.parse(received.text) as { token: string };
    const known = this.sessions.get(token);
    return known ? json(200, known) : refusal(new ApiError('not_signed_in', 'No such session.'));
  }
}
