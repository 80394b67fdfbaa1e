import * as v from 'valibot';
import { spent } from './invite-faces.ts';
import { routes } from './route.ts';
import { Id, Token } from './shapes.ts';

export const Profile = v.object({
  id: Id,
  username: v.string(),
  /** What others read; the username until its owner chooses another. */
  displayName: v.string(),
  /** A line about now, "" when there is none. */
  status: v.string(),
  /** Path on this origin, changing with the picture; null shows the initial. */
  avatarUrl: v.nullable(v.string()),
});
export type Profile = v.InferOutput<typeof Profile>;

export const users = routes({
  me: {
    method: 'GET',
    path: '/api/users/me',
    summary: "The caller's profile.",
    who: 'user',
    answers: { 200: Profile },
    errors: [],
  },
  changeMe: {
    method: 'PATCH',
    path: '/api/users/me',
    summary: 'Change display name (1–80 characters) or status (up to 140).',
    who: 'user',
    body: v.object({ displayName: v.optional(v.string()), status: v.optional(v.string()) }),
    answers: { 200: Profile },
    errors: ['invalid'],
  },
  setAvatar: {
    method: 'PUT',
    path: '/api/users/me/avatar',
    summary: 'Set the picture: PNG, JPEG, WebP or GIF bytes; cropped to a square of 256 px.',
    who: 'user',
    body: 'image',
    answers: { 200: Profile },
    errors: ['invalid', 'overloaded'],
  },
  removeAvatar: {
    method: 'DELETE',
    path: '/api/users/me/avatar',
    summary: 'Go back to the initial.',
    who: 'user',
    answers: { 200: Profile },
    errors: [],
  },
  profile: {
    method: 'GET',
    path: '/api/users/{user}',
    summary: "Somebody's public profile.",
    who: 'user',
    params: v.object({ user: Id }),
    answers: { 200: Profile },
    errors: ['not_found'],
  },
  profiles: {
    method: 'GET',
    path: '/api/users',
    summary: 'Public profiles by id (up to 200, comma-separated); unknown ids are left out.',
    who: 'user',
    query: v.object({ ids: v.pipe(v.string(), v.maxLength(13_000)) }),
    answers: { 200: v.object({ users: v.array(Profile) }) },
    errors: ['limit_reached'],
  },
  avatar: {
    method: 'GET',
    path: '/api/users/{user}/avatar/{version}',
    summary: 'A picture (WebP). Never changes under its address, so browsers may keep it.',
    who: 'user',
    params: v.object({ user: Id, version: Id }),
    answers: { 200: 'image' },
    errors: ['not_found'],
  },
  invitedAvatar: {
    method: 'GET',
    path: '/api/invites/{token}/members/{user}/avatar/{version}',
    summary:
      'The picture of somebody whom the preview of an invite shows. Needs no sign-in; ends with the invite.',
    who: 'anyone',
    params: v.object({ token: Token, user: Id, version: Id }),
    answers: { 200: 'image' },
    errors: spent,
  },
  faces: {
    method: 'POST',
    path: '/internal/users/faces',
    summary: 'Profiles for the preview of an invite; unknown ids are left out.',
    who: 'peer',
    body: v.object({ ids: v.pipe(v.array(Id), v.maxLength(200)) }),
    answers: { 200: v.object({ users: v.array(Profile) }) },
    errors: [],
  },
});
