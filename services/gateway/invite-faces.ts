import * as v from 'valibot';
import type { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Face } from '../../contracts/invite-faces.ts';
import type { users } from '../../contracts/users.ts';
import { json } from '../../platform/answers.ts';

export interface FacesDeps {
  chats: Pick<Client<typeof chats>, 'previewInvite'>;
  users: Pick<Client<typeof users>, 'faces'>;
  auth: Pick<Client<typeof auth>, 'usernames'>;
}

/** `/api/invites/{token}`, and what is below it. */
const tokenOf = (path: string): string => path.split('/')[3] ?? '';
/** `/api/invites/{token}/members/{user}/avatar/{version}` */
const memberOf = (path: string): string => path.split('/')[5] ?? '';

/** The preview of an invite with the names and pictures of the members in it; any other answer as it is. */
export async function withFaces(
  answer: Response,
  path: string,
  deps: Pick<FacesDeps, 'users' | 'auth'>,
): Promise<Response> {
  if (answer.status !== 200) return answer;
  const preview = v.safeParse(chats.previewInvite.answers[200], await answer.clone().json());
  if (!preview.success || !preview.output.members) return answer;
  const ids = preview.output.members.map(({ id }) => id);
  const known = new Map((await facesOf(ids, tokenOf(path), deps)).map((face) => [face.id, face]));
  const members = ids.map((id) => known.get(id) ?? { id });
  return json(200, { ...preview.output, members });
}

async function facesOf(
  ids: string[],
  token: string,
  { users: profiles, auth: names }: Pick<FacesDeps, 'users' | 'auth'>,
): Promise<Face[]> {
  try {
    const said = await profiles.faces({ body: { ids } });
    return said.users.map(({ id, username, displayName, avatarUrl }) => ({
      id,
      username,
      displayName,
      avatarUrl: avatarUrl?.replace('/api/users/', `/api/invites/${token}/members/`) ?? null,
    }));
  } catch {
    // An invite works without faces, and without names.
    return names.usernames({ body: { ids } }).then(
      (said) => said.users,
      () => [],
    );
  }
}

/**
 * The member whose picture is asked for, if the invite works and shows them. Throws as the preview of the invite does,
 * and `not_found` for everybody else, whether they exist or not.
 */
export async function shownMember(path: string, deps: Pick<FacesDeps, 'chats'>): Promise<string> {
  const { members = [] } = await deps.chats.previewInvite({ params: { token: tokenOf(path) } });
  const member = members.find(({ id }) => id === memberOf(path));
  if (!member) throw new ApiError('not_found', 'There is no such picture.');
  return member.id;
}
