import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';
import { eventually } from '../../testkit/eventually.ts';
import { testStore } from '../../testkit/store.ts';
import { resetPassword } from './reset-password.ts';
import type { AuthTables } from './schema.ts';

const day = 24 * 60 * 60_000;
const password = 'a long enough one';
const newPassword = 'an even longer one';

let auth: AuthService;
beforeAll(async () => {
  auth = await startAuth({ limits: { usernameChangesPerUser: { count: 3, windowMs: day } } });
});
afterAll(() => auth.stop());

const alive = async (token: string | null) =>
  (await refusalOf(auth.peer.verify({ body: { token: token ?? '' } }))) === 'accepted';
const registering = (username: string) => refusalOf(auth.visitor().register(username));

test('a new password ends the other sessions and keeps this one', async () => {
  const [here, there] = [auth.visitor(), auth.visitor()];
  await here.register('changer');
  await there.login('changer');
  const bystander = auth.visitor();
  await bystander.register('bystander');
  auth.revoked.length = 0;
  await here.auth.changePassword({ body: { password, newPassword } });
  expect(await alive(here.token)).toBe(true);
  expect(await alive(there.token)).toBe(false);
  expect(await alive(bystander.token)).toBe(true);
  await auth.clock.advance(0);
  expect(auth.revoked).toMatchObject([{ session: there.identity.session }]);
  expect(await refusalOf(auth.visitor().login('changer', password))).toBe('wrong_credentials');
  expect(await refusalOf(auth.visitor().login('changer', newPassword))).toBe('accepted');
});

test('a new password needs the old one and keeps the rules', async () => {
  const user = auth.visitor();
  await user.register('careful');
  const change = (old: string, next: string) =>
    refusalOf(user.auth.changePassword({ body: { password: old, newPassword: next } }));
  expect(await change('not the old one', newPassword)).toBe('wrong_credentials');
  expect(await change(password, 'short')).toBe('invalid newPassword:too_short');
  expect(await change(password, 'I am careful now')).toBe('invalid newPassword:contains_username');
  const nobody = auth.visitor().auth.changePassword({ body: { password, newPassword } });
  expect(await refusalOf(nobody)).toBe('not_signed_in');
  expect(await refusalOf(auth.visitor().login('careful'))).toBe('accepted');
});

test('a sign-in with the old password that is under way during a change gives no session', async () => {
  const user = auth.visitor();
  await user.register('racer');
  const late = auth.visitor();
  const [change, login] = await Promise.all([
    refusalOf(user.auth.changePassword({ body: { password, newPassword } })),
    refusalOf(late.auth.login({ body: { username: 'racer', password } })),
  ]);
  expect(change).toBe('accepted');
  // Either the sign-in was refused, or it came first and its session was ended: never a session of the old password.
  if (login === 'accepted') expect(await alive(late.token)).toBe(false);
  else expect(login).toBe('wrong_credentials');
});

test('a new username: the session goes on, others hear of it, the old name is kept from others for 90 days', async () => {
  const user = auth.visitor();
  const { id } = await user.register('before');
  const changed = await user.auth.changeUsername({ body: { username: 'Äfter', password } });
  expect(changed).toEqual({ id, username: 'Äfter', role: 'member' });
  await auth.clock.advance(0);
  expect(auth.renamed).toContainEqual({ user: id, username: 'Äfter', version: expect.any(Number) });
  expect(await auth.peer.verify({ body: { token: user.token ?? '' } })).toMatchObject({ user: changed });
  expect(await refusalOf(auth.visitor().login('before'))).toBe('wrong_credentials');
  expect(await refusalOf(auth.visitor().login('äfter'))).toBe('accepted');
  expect(await registering('Before')).toBe('username_taken username:taken');
  auth.clock.skip(90 * day - 1);
  expect(await registering('before')).toBe('username_taken username:taken');
  auth.clock.skip(1);
  expect(await registering('before')).toBe('accepted');
  // Clearing away what has run out touches no name that is in use.
  await auth.clock.advance(61_000);
  expect(await registering('before')).toBe('username_taken username:taken');
  expect(await refusalOf(auth.visitor().login('äfter'))).toBe('accepted');
});

test('its owner may take an old name back, and another person may not take it by a change either', async () => {
  const user = auth.visitor();
  await user.register('origin');
  await user.auth.changeUsername({ body: { username: 'detour', password } });
  const other = auth.visitor();
  await other.register('envious');
  const steal = (username: string) => refusalOf(other.auth.changeUsername({ body: { username, password } }));
  expect(await steal('origin')).toBe('username_taken username:taken');
  expect(await steal('detour')).toBe('username_taken username:taken');
  await user.auth.changeUsername({ body: { username: 'Origin', password } });
  expect(await steal('detour')).toBe('username_taken username:taken');
  expect(await refusalOf(auth.visitor().login('origin'))).toBe('accepted');
});

test('one may change how a name is written', async () => {
  const user = auth.visitor();
  await user.register('lower');
  expect(await user.auth.changeUsername({ body: { username: 'LOWER', password } })).toMatchObject({
    username: 'LOWER',
  });
  expect(await refusalOf(auth.visitor().login('lower'))).toBe('accepted');
});

test('a change of name needs the password, keeps the rules, and is not done all day', async () => {
  const user = auth.visitor();
  await user.register('restless');
  const change = (username: string, given = password) =>
    refusalOf(user.auth.changeUsername({ body: { username, password: given } }));
  expect(await change('admin')).toBe('invalid username:reserved');
  expect(await change('fine', 'not the password')).toBe('wrong_credentials');
  expect([await change('rest1'), await change('rest2'), await change('rest3')]).toEqual(
    Array(3).fill('accepted'),
  );
  expect(await change('rest4')).toBe('rate_limited');
  expect(await refusalOf(auth.visitor().auth.changeUsername({ body: { username: 'x1', password } }))).toBe(
    'not_signed_in',
  );
});

test('names are told to other services; unknown ids are left out', async () => {
  const { id } = await auth.visitor().register('named');
  const ids = [id, 'nobody-with-this-id'];
  expect(await auth.peer.usernames({ body: { ids } })).toEqual({ users: [{ id, username: 'named' }] });
  expect(await auth.peer.usernames({ body: { ids: [] } })).toEqual({ users: [] });
  const many = Array.from({ length: 201 }, () => id);
  expect(await refusalOf(auth.peer.usernames({ body: { ids: many } }))).toBe('malformed ids:malformed');
});

test('on the host a password is reset: out everywhere, and the running server hears of it', async () => {
  const user = auth.visitor();
  await user.register('Forgetful');
  await user.arrive(await auth.visitor().login('forgetful'));
  auth.revoked.length = 0;
  const database = await testStore<AuthTables>('auth', auth.folder);
  const secret = await resetPassword(database, auth.clock, 'FORGETFUL');
  const unknown = resetPassword(database, auth.clock, 'nobody-here').catch(String);
  expect(await unknown).toContain('There is no user called nobody-here.');
  await database.close();
  expect(secret).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  expect(await alive(user.token)).toBe(false);
  await auth.clock.advance(1000);
  await eventually(() => expect(auth.revoked).toHaveLength(2));
  expect(await refusalOf(auth.visitor().login('forgetful'))).toBe('wrong_credentials');
  expect(await refusalOf(auth.visitor().login('forgetful', secret))).toBe('accepted');
});

test('a store that a newer version made is not touched', async () => {
  const own = await startAuth();
  await own.visitor().register('ada');
  const database = await testStore<AuthTables>('auth', own.folder);
  await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(database.query);
  await database.close();
  expect(await startAuth({ folder: own.folder }).catch(String)).toContain('made by a newer Rookery');
  await own.stop();
});
