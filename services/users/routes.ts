import type { Account } from '../../contracts/auth.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Profile, users } from '../../contracts/users.ts';
import { Id } from '../../contracts/shapes.ts';
import * as v from 'valibot';
import { RateCounter } from '../../platform/rates.ts';
import { Reply, type Handlers } from '../../platform/routes.ts';
import { readAvatar, removeAvatar, setAvatar } from './avatars.ts';
import type { Parts } from './parts.ts';
import { Pictures } from './pictures.ts';
import { changeProfile, ownProfile, profileOf, profilesOf } from './profiles.ts';
import { checkDisplayName, checkStatus } from './texts.ts';

/** A picture never changes under its address; it is served so that it can be nothing but a picture. */
const pictureHeaders = {
  'content-type': 'image/webp',
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
};

/** The ids of a list with commas between. Throws `limit_reached` beyond the limit, `malformed` for what is no id. */
function readIds(text: string, max: number): string[] {
  const ids = text.split(',').filter((id) => id !== '');
  if (ids.length > max)
    throw new ApiError('limit_reached', `At most ${max} profiles can be asked for at once.`);
  if (!ids.every((id) => v.is(Id, id)))
    throw new ApiError('malformed', 'query: ids should be ids with commas between.');
  return ids;
}

/** Every call of `users`, bound to the rule that answers it. */
export function handlers(parts: Parts): Handlers<typeof users> {
  const { clock, limits } = parts;
  const pictures = new Pictures(limits);
  const changes = new RateCounter(limits.profileChangesPerUser, clock, 'changes of a profile');
  const uploads = new RateCounter(limits.avatarsPerUser, clock, 'new pictures');

  async function changeMe(
    user: Account,
    wanted: { displayName?: string | undefined; status?: string | undefined },
  ): Promise<Profile> {
    const { displayName, status } = wanted;
    const change = {
      ...(displayName === undefined
        ? {}
        : { display_name: checkDisplayName(displayName, limits.displayNameUnits) }),
      ...(status === undefined ? {} : { status: checkStatus(status, limits.statusUnits) }),
    };
    if (Object.keys(change).length === 0) return ownProfile(parts, user);
    changes.take(user.id);
    return changeProfile(parts, user, change);
  }

  return {
    me: (_, who) => ownProfile(parts, who.user),
    changeMe: ({ body }, who) => changeMe(who.user, body),
    setAvatar: async ({ body }, who) => {
      uploads.take(who.user.id);
      return setAvatar(parts, who.user, await pictures.square(body));
    },
    removeAvatar: (_, who) => {
      changes.take(who.user.id);
      return removeAvatar(parts, who.user);
    },
    profile: ({ params }) => profileOf(parts, params.user),
    profiles: async ({ query }) => ({
      users: await profilesOf(parts, readIds(query.ids, limits.idsPerRequest)),
    }),
    avatar: async ({ params }) =>
      new Reply(200, await readAvatar(parts, params.user, params.version), pictureHeaders),
    async invitedAvatar({ params }, who) {
      if (who.shown !== params.user) throw new ApiError('not_found', 'There is no such picture.');
      const bytes = await readAvatar(parts, params.user, params.version);
      // Once the invite is spent the picture is not to be seen by it, from a browser's store either.
      return new Reply(200, bytes, { ...pictureHeaders, 'cache-control': 'no-store' });
    },
    faces: async ({ body }) => ({ users: await profilesOf(parts, body.ids) }),
  };
}
