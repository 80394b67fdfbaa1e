import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newToken, tokenHash } from '../../platform/ids.ts';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';
import { storedIn } from '../../testkit/stored.ts';

const minute = 60_000;
const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36';

let auth: AuthService;
beforeAll(async () => {
  auth = await startAuth({ settings: { lanAddresses: () => ['http://192.0.2.7:4000'] } });
});
afterAll(() => auth.stop());

async function member(username: string) {
  const laptop = auth.visitor();
  await laptop.register(username);
  return laptop;
}
/** Each from an address of its own: the failures of one test are not another's. */
let phones = 0;
const phone = (address = `198.51.100.${phones++}`) => auth.visitor({ address, device: android });
const preview = (token: string) => refusalOf(phone().auth.previewLink({ body: { token } }));
const accept = (token: string) => refusalOf(phone().auth.acceptLink({ body: { token } }));

test('a link signs one phone in, with one cookie, and the list of sessions says which', async () => {
  const laptop = await member('linda');
  const { id, token, expiresAt, addresses } = await laptop.auth.createLink();
  expect(laptop.cookies).toEqual([]);
  expect(expiresAt).toBe(auth.clock.now() + 2 * minute);
  expect(addresses).toEqual(['http://192.0.2.7:4000']);
  const pixel = phone();
  const { user } = await pixel.auth.acceptLink({ body: { token } });
  expect(user).toMatchObject({ username: 'linda', role: 'member' });
  expect(pixel.cookies).toHaveLength(1);
  expect(pixel.token).not.toBe(token);
  expect(pixel.text).not.toContain(pixel.token ?? 'no token');
  await pixel.arrive(user);
  const { sessions } = await laptop.auth.sessions();
  expect(sessions).toHaveLength(2);
  expect(sessions.find(({ link }) => link === id)).toMatchObject({
    device: 'Chrome on Android',
    current: false,
  });
  expect(sessions.find(({ current }) => current)?.link).toBeNull();
  expect(await accept(token)).toBe('not_found');
  expect(await preview(token)).toBe('not_found');
});

test('a look says whose it is, gives no cookie and uses nothing up', async () => {
  const { token } = await (await member('looked-at')).auth.createLink();
  const pixel = phone();
  for (let i = 0; i < 3; i++) {
    expect(await pixel.auth.previewLink({ body: { token } })).toEqual({ user: { username: 'looked-at' } });
    expect(pixel.cookies).toEqual([]);
  }
  expect(await accept(token)).toBe('accepted');
});

test('of several at once one is signed in', async () => {
  const laptop = await member('crowded');
  const { token } = await laptop.auth.createLink();
  const results = await Promise.all(Array.from({ length: 5 }, () => accept(token)));
  expect(results.toSorted()).toEqual(['accepted', ...Array.from({ length: 4 }, () => 'not_found')]);
  expect((await laptop.auth.sessions()).sessions).toHaveLength(2);
});

test('a link runs out after two minutes', async () => {
  const { token } = await (await member('slowpoke')).auth.createLink();
  auth.clock.skip(2 * minute - 1);
  expect(await preview(token)).toBe('accepted');
  auth.clock.skip(1);
  expect(await preview(token)).toBe('not_found');
  expect(await accept(token)).toBe('not_found');
});

test('a newer link of the same session takes the place of the one before; another session has its own', async () => {
  const laptop = await member('renewer');
  const desktop = auth.visitor();
  await desktop.login('renewer');
  const [first, other] = [await laptop.auth.createLink(), await desktop.auth.createLink()];
  const second = await laptop.auth.createLink();
  expect(await preview(first.token)).toBe('not_found');
  expect(await preview(other.token)).toBe('accepted');
  expect(await preview(second.token)).toBe('accepted');
});

test('a link ends with the session that made it, and with the password', async () => {
  const laptop = await member('closing');
  const { token: ofLaptop } = await laptop.auth.createLink();
  await laptop.auth.logout();
  expect(await accept(ofLaptop)).toBe('not_found');
  const desktop = auth.visitor();
  await desktop.login('closing');
  const { token: ofDesktop } = await desktop.auth.createLink();
  await desktop.auth.changePassword({
    body: { password: 'a long enough one', newPassword: 'another long enough one' },
  });
  expect(await accept(ofDesktop)).toBe('not_found');
});

test('the session that the phone had ends, as with any sign-in', async () => {
  const { token } = await (await member('newcomer')).auth.createLink();
  const pixel = phone();
  await pixel.register('before');
  const former = pixel.token ?? '';
  await pixel.auth.acceptLink({ body: { token } });
  expect(await refusalOf(auth.peer.verify({ body: { token: former } }))).toBe('not_signed_in');
});

test('guessing is as slow as guessing a password, and bars neither signing in nor others', async () => {
  const laptop = await member('guessed-at');
  const { token } = await laptop.auth.createLink();
  const thief = phone('203.0.113.66');
  const tries: string[] = [];
  for (let i = 0; i < 12; i++) {
    const body = { token: newToken() };
    tries.push(
      await refusalOf(i % 2 === 0 ? thief.auth.previewLink({ body }) : thief.auth.acceptLink({ body })),
    );
  }
  expect(tries).toEqual([...Array.from({ length: 10 }, () => 'not_found'), 'rate_limited', 'rate_limited']);
  expect(await refusalOf(thief.auth.acceptLink({ body: { token } }))).toBe('rate_limited');
  expect(await refusalOf(phone('203.0.113.66').login('guessed-at'))).toBe('accepted');
  expect(await refusalOf(phone('203.0.113.67').auth.acceptLink({ body: { token } }))).toBe('accepted');
});

test('only who is signed in makes links, and not without end', async () => {
  expect(await refusalOf(auth.visitor().auth.createLink())).toBe('not_signed_in');
  const small = await startAuth({ limits: { signInLinksPerUser: { count: 2, windowMs: minute } } });
  const laptop = small.visitor();
  await laptop.register('eager');
  const made = [0, 1, 2].map(() => refusalOf(laptop.auth.createLink()));
  expect((await Promise.all(made)).toSorted()).toEqual(['accepted', 'accepted', 'rate_limited']);
  await small.stop();
});

test('the store holds the hash of a token, never the token', async () => {
  const { token } = await (await member('careful')).auth.createLink();
  const stored = (await storedIn(auth.folder)).map(({ content }) => content).join('');
  expect(stored).toContain(tokenHash(token));
  expect(stored).not.toContain(token);
});
