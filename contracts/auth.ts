import * as v from 'valibot';
import { routes } from './route.ts';
import { count, Id, Role, Time, Token } from './shapes.ts';

// Rules of names and passwords live in services/auth; here only the outer bounds, so that the error can name the rule.
const Username = v.pipe(v.string(), v.maxLength(256));
const Password = v.pipe(v.string(), v.maxLength(1024));

/** Who is signed in. `role` is the person's role on this instance, not in a room. */
export const Account = v.object({ id: Id, username: v.string(), role: Role });
export type Account = v.InferOutput<typeof Account>;

export const Session = v.object({
  id: Id,
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  /** What the browser called itself at sign-in, shortened; for people to recognise a session by. */
  device: v.string(),
  current: v.boolean(),
  /** The sign-in link that began it; null for one that began with a password. */
  link: v.nullable(Id),
});
export type Session = v.InferOutput<typeof Session>;

export const Instance = v.object({
  /** False until the owner has opened the claim link. */
  claimed: v.boolean(),
  registration: v.picklist(['open', 'invite', 'closed']),
  /** The owner's username: whom to ask about a forgotten password. */
  owner: v.nullable(v.string()),
  /** True when links made here only work on this computer. */
  loopbackOnly: v.boolean(),
  version: v.string(),
});
export type Instance = v.InferOutput<typeof Instance>;

const Entered = v.object({ user: Account });

export const auth = routes({
  register: {
    method: 'POST',
    path: '/api/auth/register',
    summary: 'Make an account and sign in. Sets the session cookie.',
    who: 'anyone',
    body: v.object({ username: Username, password: Password, invite: v.optional(Token) }),
    answers: { 201: Entered },
    errors: ['invalid', 'username_taken', 'invite_required', 'registration_closed', 'overloaded'],
  },
  claim: {
    method: 'POST',
    path: '/api/auth/claim',
    summary:
      'Become the owner of a new instance by the one-time link its first start printed. Makes the room "General".',
    who: 'anyone',
    body: v.object({ token: Token, username: Username, password: Password }),
    answers: { 201: Entered },
    errors: ['invalid', 'username_taken', 'claim_spent', 'not_found', 'overloaded'],
  },
  login: {
    method: 'POST',
    path: '/api/auth/login',
    summary: 'Sign in. Sets the session cookie.',
    who: 'anyone',
    body: v.object({ username: Username, password: Password }),
    answers: { 200: Entered },
    errors: ['wrong_credentials', 'overloaded'],
  },
  logout: {
    method: 'POST',
    path: '/api/auth/logout',
    summary: 'End this session: its cookie is cleared, its sockets close.',
    who: 'user',
    answers: { 204: null },
    errors: [],
  },
  session: {
    method: 'GET',
    path: '/api/auth/session',
    summary: 'Who is signed in, and with which session.',
    who: 'user',
    answers: { 200: v.object({ user: Account, session: Session }) },
    errors: [],
  },
  sessions: {
    method: 'GET',
    path: '/api/auth/sessions',
    summary: 'All sessions of the caller, newest first.',
    who: 'user',
    answers: { 200: v.object({ sessions: v.array(Session) }) },
    errors: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/api/auth/sessions/{session}',
    summary: "End one of the caller's sessions.",
    who: 'user',
    params: v.object({ session: Id }),
    answers: { 204: null },
    errors: ['not_found'],
  },
  createLink: {
    method: 'POST',
    path: '/api/auth/links',
    summary:
      'Make a link that signs another device of the caller in: once, within two minutes. It ends with the session ' +
      'that made it, with a change of the password, and with the next link of this session.',
    who: 'user',
    answers: {
      201: v.object({
        /** Says in the list of sessions which of them began with this link. */
        id: Id,
        token: Token,
        expiresAt: Time,
        /** Origins under which others on the network reach this server, as far as it knows. */
        addresses: v.array(v.string()),
      }),
    },
    errors: [],
  },
  previewLink: {
    method: 'POST',
    path: '/api/auth/links/preview',
    summary: 'Whom a sign-in link would sign in. Uses nothing up.',
    who: 'anyone',
    body: v.object({ token: Token }),
    answers: { 200: v.object({ user: v.object({ username: v.string() }) }) },
    errors: ['not_found'],
  },
  acceptLink: {
    method: 'POST',
    path: '/api/auth/links/accept',
    summary: 'Sign in by a link, which is used up with that. Sets the session cookie.',
    who: 'anyone',
    body: v.object({ token: Token }),
    answers: { 200: Entered },
    errors: ['not_found'],
  },
  changeUsername: {
    method: 'PATCH',
    path: '/api/auth/username',
    summary: 'Change the username. The old name stays reserved for 90 days.',
    who: 'user',
    body: v.object({ username: Username, password: Password }),
    answers: { 200: Account },
    errors: ['invalid', 'username_taken', 'wrong_credentials', 'overloaded'],
  },
  changePassword: {
    method: 'PATCH',
    path: '/api/auth/password',
    summary: "Change the password. Ends the caller's other sessions.",
    who: 'user',
    body: v.object({ password: Password, newPassword: Password }),
    answers: { 204: null },
    errors: ['invalid', 'wrong_credentials', 'overloaded'],
  },
  instance: {
    method: 'GET',
    path: '/api/auth/instance',
    summary: 'What a visitor may know of this instance before signing in.',
    who: 'anyone',
    answers: { 200: Instance },
    errors: [],
  },
  verify: {
    method: 'POST',
    path: '/internal/auth/verify',
    summary: 'The account and session behind a session token.',
    who: 'peer',
    body: v.object({ token: Token }),
    answers: { 200: v.object({ user: Account, session: v.object({ id: Id, expiresAt: Time }) }) },
    errors: ['not_signed_in'],
  },
  usernames: {
    method: 'POST',
    path: '/internal/auth/usernames',
    summary: 'Usernames of accounts; unknown ids are left out.',
    who: 'peer',
    body: v.object({ ids: v.pipe(v.array(Id), v.maxLength(200)) }),
    answers: { 200: v.object({ users: v.array(v.object({ id: Id, username: v.string() })) }) },
    errors: [],
  },
  revocations: {
    method: 'GET',
    path: '/internal/auth/revocations',
    summary: 'Sessions that ended early, in order, after a position; without one only the newest position.',
    who: 'peer',
    query: v.object({ after: v.optional(count(0, Number.MAX_SAFE_INTEGER)) }),
    answers: {
      200: v.object({
        head: v.number(),
        revoked: v.array(v.object({ seq: v.number(), user: Id, session: v.nullable(Id) })),
      }),
    },
    errors: [],
  },
});
