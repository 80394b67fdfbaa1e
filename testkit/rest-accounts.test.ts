import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as v from 'valibot';
import { Session } from '../contracts/auth.ts';
import { Profile } from '../contracts/users.ts';
import { call, outcome, refusedWith } from './call.ts';
import { password, Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const session = async (person: Person) => outcome(await person.call('GET', '/api/auth/session'));

test('registering signs in with exactly one cookie, which no script can read', async () => {
  const answer = await call(world, 'POST', '/api/auth/register', { body: { username: 'ada', password } });
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({ user: { id: expect.any(String), username: 'ada', role: 'member' } });
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(1);
  const [pair = '', ...attributes] = (cookies[0] ?? '').split(';').map((part) => part.trim());
  expect(pair).toStartWith('rookery_session=');
  const lower = attributes.map((attribute) => attribute.toLowerCase());
  expect(lower).toEqual(expect.arrayContaining(['httponly', 'samesite=lax', 'path=/']));
  expect(lower).not.toContain('secure');
  expect(answer.text).not.toContain(pair.slice(pair.indexOf('=') + 1));
});

test('over HTTPS the cookie is bound to the host', async () => {
  const secure = await startWorld({
    env: { ROOKERY_URL: 'https://chat.example.org', ROOKERY_REGISTRATION: 'open' },
  });
  const origin = 'https://chat.example.org';
  const answer = await call(secure, 'POST', '/api/auth/register', {
    origin,
    body: { username: 'ada', password },
  });
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toStartWith('__Host-rookery_session=');
  expect(cookie).toMatch(/; *Secure/i);
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  const own = await call(secure, 'POST', '/api/auth/register', { body: { username: 'bea', password } });
  expect(outcome(own)).toBe('403 origin_refused');
  expect(own.text).toContain(
    `You opened ${secure.url}; this server expects ${origin}; set ROOKERY_URL=${secure.url}`,
  );
  await secure.stop();
});

test('a taken name is taken however it is written', async () => {
  await register(world, 'Taken');
  for (const username of ['Taken', 'taken', 'TAKEN', 'ｔａｋｅｎ']) {
    const answer = await call(world, 'POST', '/api/auth/register', { body: { username, password } });
    expect(outcome(answer)).toBe('409 username_taken');
  }
});

test('a wrong password and an unknown name answer alike', async () => {
  await register(world, 'known');
  const login = (username: string) =>
    call(world, 'POST', '/api/auth/login', { body: { username, password: 'not the password' } });
  const [wrong, unknown] = [await login('known'), await login('unknown')];
  expect(outcome(wrong)).toBe('401 wrong_credentials');
  expect(unknown).toMatchObject({ status: wrong.status, text: wrong.text });
  expect([...wrong.headers.getSetCookie(), ...unknown.headers.getSetCookie()]).toEqual([]);
});

test('signing in, seeing oneself, signing out', async () => {
  await register(world, 'walker');
  const person = await new Person(world).login('walker');
  const { user, session: current } = await person.auth.session();
  expect(user).toEqual(person.user);
  expect(v.is(v.strictObject(Session.entries), current)).toBe(true);
  expect(current.current).toBe(true);
  const cookie = person.cookie;
  expect(outcome(await person.call('POST', '/api/auth/logout'))).toBe('204');
  expect(outcome(await call(world, 'GET', '/api/auth/session', { cookie }))).toBe('401 not_signed_in');
  expect(outcome(await call(world, 'POST', '/api/auth/logout', { cookie }))).toBe('401 not_signed_in');
});

test('signing out takes the cookie away', async () => {
  const person = await register(world, 'leaver');
  await person.auth.logout();
  expect(person.cookie).toBe('');
});

test('every sign-in is a session of its own, and one ends another', async () => {
  const first = await register(world, 'manifold');
  const second = await new Person(world).login('manifold');
  expect(first.cookie).not.toBe(second.cookie);
  const { sessions } = await second.auth.sessions();
  expect(sessions.map(({ current }) => current)).toEqual([true, false]);
  const outsider = await register(world, 'outsider');
  const other = sessions[1]?.id ?? '';
  expect(outcome(await outsider.call('DELETE', `/api/auth/sessions/${other}`))).toBe('404 not_found');
  expect(await session(first)).toBe('200');
  expect(outcome(await second.call('DELETE', `/api/auth/sessions/${other}`))).toBe('204');
  expect(await session(first)).toBe('401 not_signed_in');
  expect(await session(second)).toBe('200');
});

test('a new password ends the other sessions, and only it works from then on', async () => {
  const first = await register(world, 'careful');
  const second = await new Person(world).login('careful');
  const newPassword = 'another long enough passphrase';
  const wrong = await second.call('PATCH', '/api/auth/password', {
    body: { password: 'guess guess', newPassword },
  });
  expect(outcome(wrong)).toBe('401 wrong_credentials');
  await second.auth.changePassword({ body: { password, newPassword } });
  expect(await session(first)).toBe('401 not_signed_in');
  expect(await session(second)).toBe('200');
  expect(await refusedWith(new Person(world).login('careful'))).toBe('wrong_credentials');
  await new Person(world).login('careful', newPassword);
});

test('a new username shows everywhere at once; the old one stays reserved for its owner', async () => {
  const person = await register(world, 'caterpillar');
  const friend = await register(world, 'friend');
  const changed = await person.auth.changeUsername({ body: { username: 'butterfly', password } });
  expect(changed).toMatchObject({ id: person.id, username: 'butterfly' });
  expect((await person.auth.session()).user.username).toBe('butterfly');
  expect((await friend.users.profile({ params: { user: person.id } })).username).toBe('butterfly');
  const taken = await call(world, 'POST', '/api/auth/register', {
    body: { username: 'caterpillar', password },
  });
  expect(outcome(taken)).toBe('409 username_taken');
  const wrong = await person.call('PATCH', '/api/auth/username', {
    body: { username: 'x-y', password: 'no no no no' },
  });
  expect(outcome(wrong)).toBe('401 wrong_credentials');
});

test('a profile begins with the username, and shows its changes to everybody signed in', async () => {
  const person = await register(world, 'painter');
  const friend = await register(world, 'viewer');
  const fresh = { id: person.id, username: 'painter', displayName: 'painter', status: '', avatarUrl: null };
  expect(await friend.users.profile({ params: { user: person.id } })).toEqual(fresh);
  expect(await person.users.me()).toEqual(fresh);
  await person.users.changeMe({ body: { displayName: ' Pa Inter ', status: 'painting' } });
  const { users } = await friend.users.profiles({
    query: { ids: `${person.id},${friend.id},${crypto.randomUUID()}` },
  });
  expect(users.map(({ displayName }) => displayName).toSorted()).toEqual(['Pa Inter', 'viewer']);
  for (const profile of users) expect(v.is(v.strictObject(Profile.entries), profile)).toBe(true);
  for (const path of [`/api/users/${person.id}`, '/api/users/me', `/api/users?ids=${person.id}`]) {
    expect(outcome(await call(world, 'GET', path))).toBe('401 not_signed_in');
  }
  expect(outcome(await friend.call('GET', `/api/users/${crypto.randomUUID()}`))).toBe('404 not_found');
  const many = Array.from({ length: 201 }, () => crypto.randomUUID()).join(',');
  expect(outcome(await friend.call('GET', `/api/users?ids=${many}`))).toBe('422 limit_reached');
});

test('the owner is whoever opens the link, once, and finds the room General', async () => {
  const early = await register(world, 'earlybird');
  expect(early.user.role).toBe('member');
  expect((await early.auth.instance()).claimed).toBe(false);
  const wrong = { token: 'x'.repeat(43), username: 'thief', password };
  expect(outcome(await call(world, 'POST', '/api/auth/claim', { body: wrong }))).toBe('404 not_found');
  const owner = await new Person(world).claim('founder');
  expect(owner.user.role).toBe('owner');
  const { rooms } = await owner.chats.rooms();
  expect(rooms).toMatchObject([{ name: 'General', role: 'owner', members: 1 }]);
  expect(await refusedWith(new Person(world).claim('second'))).toBe('claim_spent');
  expect(await early.auth.instance()).toMatchObject({
    claimed: true,
    owner: 'founder',
    registration: 'open',
  });
});

test('where registration is by invite, a link that works is the key', async () => {
  const closed = await startWorld({ env: { ROOKERY_REGISTRATION: 'invite' } });
  const knock = async (username: string, invite?: string) =>
    outcome(
      await call(closed, 'POST', '/api/auth/register', {
        body: { username, password, ...(invite ? { invite } : {}) },
      }),
    );
  const owner = await new Person(closed).claim('founder');
  const room = (await owner.chats.rooms()).rooms[0]?.id ?? '';
  const { token, id } = await owner.chats.createInvite({ params: { room }, body: { maxUses: 2 } });
  expect(await knock('nobody')).toBe('403 invite_required');
  expect(await knock('guesser', 'x'.repeat(32))).toBe('403 invite_required');
  const guest = await new Person(closed).register('guest', token);
  await guest.chats.acceptInvite({ params: { token } });
  expect((await owner.chats.invites({ params: { room } })).invites).toMatchObject([{ uses: 1 }]);
  await owner.chats.revokeInvite({ params: { room, invite: id } });
  expect(await knock('late', token)).toBe('403 invite_required');
  await closed.stop();
});

test('a link for one person lets one person register, and in', async () => {
  const closed = await startWorld({ env: { ROOKERY_REGISTRATION: 'invite' } });
  const owner = await new Person(closed).claim('founder');
  const room = (await owner.chats.rooms()).rooms[0]?.id ?? '';
  const { token } = await owner.chats.createInvite({ params: { room }, body: { maxUses: 1 } });
  const guest = await new Person(closed).register('guest', token);
  expect((await guest.chats.rooms()).rooms.map(({ id }) => id)).toEqual([room]);
  const body = { username: 'second', password, invite: token };
  expect(outcome(await call(closed, 'POST', '/api/auth/register', { body }))).toBe('403 invite_required');
  await closed.stop();
});

test('of many who register at once by a link for one, one gets an account; a failed try uses nothing up', async () => {
  const closed = await startWorld({ env: { ROOKERY_REGISTRATION: 'invite' } });
  const owner = await new Person(closed).claim('founder');
  const room = (await owner.chats.rooms()).rooms[0]?.id ?? '';
  const { token } = await owner.chats.createInvite({ params: { room }, body: { maxUses: 1 } });
  const knock = async (username: string) =>
    outcome(
      await call(closed, 'POST', '/api/auth/register', { body: { username, password, invite: token } }),
    );
  expect(await knock('founder')).toBe('409 username_taken');
  expect(await knock('!')).toBe('422 invalid');
  const names = Array.from({ length: 6 }, (_, i) => `guest-${i}`);
  const outcomes = await Promise.all(names.map(knock));
  expect(outcomes.toSorted()).toEqual(['201', ...names.slice(1).map(() => '403 invite_required')]);
  const accounts = await Promise.all(
    names.map(async (username) =>
      outcome(await call(closed, 'POST', '/api/auth/login', { body: { username, password } })),
    ),
  );
  expect(accounts.filter((one) => one === '200')).toHaveLength(1);
  expect((await owner.chats.room({ params: { room } })).members).toBe(2);
  await closed.stop();
});

test('where registration is closed, no link helps', async () => {
  const closed = await startWorld({ env: { ROOKERY_REGISTRATION: 'closed' } });
  const owner = await new Person(closed).claim('founder');
  const room = (await owner.chats.rooms()).rooms[0]?.id ?? '';
  const { token } = await owner.chats.createInvite({ params: { room }, body: {} });
  const body = { username: 'guest', password, invite: token };
  expect(outcome(await call(closed, 'POST', '/api/auth/register', { body }))).toBe('403 registration_closed');
  await closed.stop();
});
