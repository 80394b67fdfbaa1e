import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newToken } from '../../platform/ids.ts';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';
import { eventually } from '../../testkit/eventually.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

let auth: AuthService;
beforeAll(async () => {
  auth = await startAuth({ limits: { sessionsPerUser: 3 } });
});
afterAll(() => auth.stop());

const alive = async (token: string | null) =>
  (await refusalOf(auth.peer.verify({ body: { token: token ?? '' } }))) === 'accepted';

test('a session is verified for other services', async () => {
  const ada = auth.visitor();
  const user = await ada.register('verified');
  const seen = await auth.peer.verify({ body: { token: ada.token ?? '' } });
  expect(seen).toEqual({
    user,
    session: { id: ada.identity.session ?? '', expiresAt: auth.clock.now() + 30 * day },
  });
  expect(await refusalOf(auth.peer.verify({ body: { token: newToken() } }))).toBe('not_signed_in');
  expect(await refusalOf(auth.peer.verify({ body: { token: 'short' } }))).toBe('malformed token:malformed');
});

test('an unused session ends, a used one goes on, and none lives for ever', async () => {
  const ada = auth.visitor();
  await ada.register('sleeper');
  auth.clock.skip(30 * day - 1);
  expect(await alive(ada.token)).toBe(true);
  for (let i = 0; i < 5; i++) {
    auth.clock.skip(29 * day);
    expect(await alive(ada.token)).toBe(true);
  }
  auth.clock.skip(6 * day);
  expect(await alive(ada.token)).toBe(false);
  const idle = auth.visitor();
  await idle.login('sleeper');
  auth.clock.skip(30 * day);
  expect(await alive(idle.token)).toBe(false);
  expect(await refusalOf(idle.auth.session())).toBe('not_signed_in');
});

test('the last use is known to the minute', async () => {
  const ada = auth.visitor();
  await ada.register('minutes');
  const seenAt = async () => (await ada.auth.session()).session.lastSeenAt;
  const first = await seenAt();
  auth.clock.skip(minute - 1);
  expect(await alive(ada.token)).toBe(true);
  expect(await seenAt()).toBe(first);
  auth.clock.skip(1);
  expect(await alive(ada.token)).toBe(true);
  expect(await seenAt()).toBe(first + minute);
});

test('people see their sessions, newest first, with plain names of devices, and nobody else does', async () => {
  const first = auth.visitor({ device: chrome });
  await first.register('lister');
  auth.clock.skip(minute);
  const second = auth.visitor({ device: '<script>alert(1)</script>' });
  await second.login('lister');
  const { sessions } = await second.auth.sessions();
  expect(sessions.map(({ device, current }) => [device, current])).toEqual([
    ['An unknown device', true],
    ['Chrome on Linux', false],
  ]);
  const other = auth.visitor();
  await other.register('outsider');
  expect((await other.auth.sessions()).sessions).toHaveLength(1);
  expect(await refusalOf(auth.visitor().auth.sessions())).toBe('not_signed_in');
});

test("one ends a session of theirs, on the spot and for everyone who listens; not somebody else's", async () => {
  const phone = auth.visitor();
  await phone.register('ender');
  const laptop = auth.visitor();
  const user = await laptop.login('ender');
  const session = phone.identity.session ?? '';
  const outsider = auth.visitor();
  await outsider.register('stranger');
  expect(await refusalOf(outsider.auth.endSession({ params: { session } }))).toBe('not_found');
  expect(await alive(phone.token)).toBe(true);
  const { head } = await auth.peer.revocations();
  auth.revoked.length = 0;
  await laptop.auth.endSession({ params: { session } });
  expect(laptop.cookies).toEqual([]);
  expect(await alive(phone.token)).toBe(false);
  expect(await alive(laptop.token)).toBe(true);
  await auth.clock.advance(0);
  const revoked = [{ seq: head + 1, user: user.id, session }];
  expect(auth.revoked).toEqual(revoked);
  expect(await auth.peer.revocations({ query: { after: head } })).toEqual({ head: head + 1, revoked });
  expect(await refusalOf(laptop.auth.endSession({ params: { session } }))).toBe('not_found');
});

test('signing out ends this session, clears the cookie, and leaves the others', async () => {
  const phone = auth.visitor();
  await phone.register('leaver');
  const laptop = auth.visitor();
  await laptop.login('leaver');
  await phone.auth.logout();
  expect(phone.cookies).toEqual(['rookery_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
  expect(await alive(laptop.token)).toBe(true);
  const { sessions } = await laptop.auth.sessions();
  expect(sessions).toHaveLength(1);
});

test('beyond the limit the session unused for longest gives way', async () => {
  const visitors = [auth.visitor(), auth.visitor(), auth.visitor(), auth.visitor()];
  const [a, b, c, d] = visitors;
  await a?.register('collector');
  for (const visitor of [b, c]) {
    auth.clock.skip(2 * minute);
    await visitor?.login('collector');
  }
  // The oldest is used again, so it is the second one's turn.
  auth.clock.skip(2 * minute);
  expect(await alive(a?.token ?? null)).toBe(true);
  const token = b?.token ?? null;
  await d?.login('collector');
  expect(await alive(token)).toBe(false);
  for (const one of [a, c, d]) expect(await alive(one?.token ?? null)).toBe(true);
});

test("another process's revocations are noticed in the store", async () => {
  const user = auth.visitor();
  await user.register('watched');
  const replica = await startAuth({ folder: auth.folder, clock: auth.clock });
  const remote = replica.visitor();
  await remote.login('watched');
  auth.revoked.length = 0;
  await remote.auth.logout();
  await auth.clock.advance(1000);
  await eventually(() => expect(auth.revoked).toMatchObject([{ session: remote.identity.session }]));
  expect(replica.revoked).toEqual(auth.revoked);
  await replica.stop();
});

test('the log of revocations is read in pages without a gap, and old entries are forgotten but not the position', async () => {
  const small = await startAuth({ limits: { pageMax: 2, sessionsPerUser: 10 } });
  const visitor = small.visitor();
  await visitor.register('pages');
  for (let i = 0; i < 5; i++) await visitor.login('pages');
  const seqs: number[] = [];
  let position = 0;
  for (let page = 0; page < 3; page++) {
    const { head, revoked } = await small.peer.revocations({ query: { after: position } });
    seqs.push(...revoked.map(({ seq }) => seq));
    position = head;
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  expect(small.revoked).toMatchObject([1, 2, 3, 4, 5].map((seq) => ({ seq })));
  small.clock.skip(day);
  // Second by second: a service that finds its store slow leaves chores out.
  await eventually(async () => {
    await small.clock.advance(1000);
    expect(await small.peer.revocations({ query: { after: 0 } })).toEqual({ head: 5, revoked: [] });
  });
  await small.stop();
});
