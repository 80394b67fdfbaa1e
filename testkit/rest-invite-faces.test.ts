/** The members whom an invite shows, and their pictures: to whoever holds an invite that works, and to nobody else. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import sharp from 'sharp';
import { call, outcome } from './call.ts';
import { Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
/** In the order of their accounts. */
let people: Person[];
let room: string;
let picture: Buffer;

beforeAll(async () => {
  picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#258' } })
    .png()
    .toBuffer();
  world = await startWorld();
  people = [];
  for (const name of ['ada', 'bea', 'cleo', 'dora', 'eve', 'finn', 'gus'])
    people.push(await register(world, name));
});
afterAll(() => world.stop());

const who = (name: string): Person => {
  const found = people.find((person) => person.user.username === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};
beforeEach(async () => {
  room = (await who('ada').room()).id;
});

const invite = async (by: Person, rules: { maxUses?: number; expiresInSeconds?: number } = {}) =>
  by.chats.createInvite({ params: { room }, body: rules });
const faces = async (token: string) =>
  (await new Person(world).chats.previewInvite({ params: { token } })).members ?? [];
const look = async (path: string) => outcome(await call(world, 'GET', path, { origin: null }));
/** Gives somebody a picture; answers where those who are signed in find it. */
const pictured = async (person: Person): Promise<string> =>
  (await person.users.setAvatar({ body: picture })).avatarUrl ?? '';

test('five at most: the inviter, then the oldest accounts', async () => {
  await who('ada').letIn(room, ...['finn', 'eve', 'dora', 'cleo', 'bea'].map(who));
  const { token } = await invite(who('finn'));
  expect((await faces(token)).map(({ username }) => username)).toEqual([
    'finn',
    'ada',
    'bea',
    'cleo',
    'dora',
  ]);
});

test('an inviter who left, and members who left, are not shown', async () => {
  await who('ada').letIn(room, who('bea'), who('cleo'));
  const { token } = await invite(who('cleo'));
  await who('cleo').chats.leave({ params: { room } });
  expect((await faces(token)).map(({ username }) => username)).toEqual(['ada', 'bea']);
});

test('names as they are now, pictures at an address of the invite', async () => {
  const dora = who('dora');
  await who('ada').letIn(room, dora);
  const { token } = await invite(dora);
  await dora.users.changeMe({ body: { displayName: 'Dora Diamant', status: 'at lunch' } });
  const own = await pictured(dora);
  const [first, second] = await faces(token);
  const avatarUrl = own.replace('/api/users/', `/api/invites/${token}/members/`);
  expect(first).toEqual({ id: dora.id, username: 'dora', displayName: 'Dora Diamant', avatarUrl });
  expect(second).toEqual({ id: who('ada').id, username: 'ada', displayName: 'ada', avatarUrl: null });
  const shown = await fetch(world.url + avatarUrl);
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  // Where the signed-in see it, it stays theirs.
  expect(await look(own)).toBe('401 not_signed_in');
  expect(await look(`/api/users/${dora.id}`)).toBe('401 not_signed_in');
});

test('with the invite its pictures end, however it ends', async () => {
  const bea = who('bea');
  await who('ada').letIn(room, bea);
  const path = (await pictured(bea)).replace('/api/users/', '');
  const at = (token: string) => `/api/invites/${token}/members/${path}`;
  const [revoked, once, lasting] = [await invite(bea), await invite(bea, { maxUses: 1 }), await invite(bea)];
  for (const { token } of [revoked, once, lasting]) expect(await look(at(token))).toBe('200');
  await bea.chats.revokeInvite({ params: { room, invite: revoked.id } });
  expect(await look(at(revoked.token))).toBe('410 invite_revoked');
  await who('gus').chats.acceptInvite({ params: { token: once.token } });
  expect(await look(at(once.token))).toBe('410 invite_used_up');
  // The invite works on, but her picture is no longer the room's to show.
  await bea.chats.leave({ params: { room } });
  expect(await look(at(lasting.token))).toBe('404 not_found');
  expect((await faces(lasting.token)).map(({ username }) => username)).toEqual(['ada', 'gus']);
  await who('ada').chats.deleteRoom({ params: { room } });
  expect(await look(at(lasting.token))).toBe('410 room_deleted');
});

test('an expired invite shows no picture', async () => {
  const path = (await pictured(who('ada'))).replace('/api/users/', '');
  const { token } = await invite(who('ada'), { expiresInSeconds: 1 });
  const now = () => look(`/api/invites/${token}/members/${path}`);
  let last = await now();
  for (const until = Date.now() + 10_000; last === '200' && Date.now() < until;) last = await now();
  expect(last).toBe('410 invite_expired');
});

test('an invite opens no other picture, whoever asks, and does not tell who exists', async () => {
  const stranger = who('eve');
  const theirs = await pictured(stranger);
  const own = await pictured(who('ada'));
  const version = own.slice(own.lastIndexOf('/') + 1);
  const { token } = await invite(who('ada'));
  const below = `/api/invites/${token}/members`;
  const nobody = crypto.randomUUID();
  const refused = [
    theirs.replace('/api/users', below),
    `${below}/${nobody}/avatar/${version}`,
    `${below}/${stranger.id}/avatar/${version}`,
    // The picture's owner is the one whom the invite shows, not the one whose version it is.
    `${below}/${who('ada').id}/avatar/${theirs.slice(theirs.lastIndexOf('/') + 1)}`,
    `${below}/${who('ada').id}/avatar/${nobody}`,
  ];
  const texts = new Set<string>();
  for (const path of refused) {
    for (const person of [new Person(world), who('ada'), stranger]) {
      const answer = await person.call('GET', path, { origin: null });
      expect(`${path}: ${outcome(answer)}`).toBe(`${path}: 404 not_found`);
      texts.add(answer.text);
    }
  }
  expect(texts.size).toBe(1);
  expect(await look(own.replace('/api/users/', `/api/invites/${'x'.repeat(32)}/members/`))).toBe(
    '404 not_found',
  );
  expect(await look(own.replace('/api/users/', '/api/invites/short/members/'))).toBe('400 malformed');
});
