import type { auth } from '../../contracts/auth.ts';
import { ApiError } from '../../contracts/errors.ts';
import { RateCounter } from '../../platform/rates.ts';
import { Reply, type Handlers } from '../../platform/routes.ts';
import { namesOf, type Entered } from './accounts.ts';
import { changePassword } from './change-password.ts';
import { changeUsername } from './change-username.ts';
import { claim } from './claim.ts';
import { clearedCookie, sessionCookie } from './cookie.ts';
import { describeInstance } from './instance.ts';
import type { Parts } from './parts.ts';
import { register } from './register.ts';
import { acceptLink, createLink, previewLink } from './sign-in-links.ts';
import { currentSession, endSession, listSessions, verifyToken } from './sessions.ts';
import { signIn } from './sign-in.ts';

/** Every call of `auth`, bound to the rule that answers it. `onClaimed` hears that the instance got its owner. */
export function handlers(parts: Parts, onClaimed: () => void): Handlers<typeof auth> {
  const { database, clock, limits, settings, revocations } = parts;
  const renames = new RateCounter(limits.usernameChangesPerUser, clock, 'changes of username');
  const links = new RateCounter(limits.signInLinksPerUser, clock, 'sign-in links');

  /** The token goes into the cookie only: never into a body, where a script could read it. */
  const enter = (status: 200 | 201, { user, token }: Entered) =>
    new Reply(status, { user }, sessionCookie(token, settings.secureCookie, limits.sessionMaxMs));
  const left = () => new Reply(204, undefined, clearedCookie(settings.secureCookie));

  return {
    register: async ({ body }, who) => enter(201, await register(parts, body, who)),
    claim: async ({ body }, who) => {
      const entered = await claim(parts, body, who);
      onClaimed();
      return enter(201, entered);
    },
    login: async ({ body }, who) => enter(200, await signIn(parts, body, who)),
    logout: async (_, who) => {
      await endSession(parts, who.user.id, who.session);
      return left();
    },
    session: (_, who) => currentSession(parts, who.user.id, who.session),
    sessions: async (_, who) => ({ sessions: await listSessions(parts, who.user.id, who.session) }),
    endSession: async ({ params }, who) => {
      if (!(await endSession(parts, who.user.id, params.session))) {
        throw new ApiError('not_found', 'There is no such session of yours.');
      }
      return params.session === who.session ? left() : undefined;
    },
    createLink: (_, who) => createLink(parts, who, links),
    previewLink: ({ body }, who) => previewLink(parts, body.token, who),
    acceptLink: async ({ body }, who) => enter(200, await acceptLink(parts, body.token, who)),
    changeUsername: ({ body }, who) => changeUsername(parts, body, who, renames),
    changePassword: async ({ body }, who) => {
      await changePassword(parts, body, who);
      return undefined;
    },
    instance: () => describeInstance(parts),
    verify: ({ body }) => verifyToken(parts, body.token),
    usernames: async ({ body }) => ({ users: await namesOf(database.query, body.ids) }),
    revocations: ({ query }) => revocations.after(query?.after),
  };
}
