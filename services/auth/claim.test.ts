import { expect, test } from 'bun:test';
import { newToken } from '../../platform/ids.ts';
import { refusalOf, startAuth } from '../../testkit/auth-service.ts';

const password = 'a long enough one';

test('replicas that start together make one link out of the seed that they share', async () => {
  const claimSeed = new Uint8Array(32).fill(5);
  const first = await startAuth({ settings: { claimSeed } });
  const second = await startAuth({ folder: first.folder, settings: { claimSeed } });
  const token = first.claimToken() ?? '';
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(second.claimToken()).toBe(token);
  const other = await startAuth({ settings: { claimSeed: new Uint8Array(32).fill(6) } });
  expect(other.claimToken()).not.toBe(token);
  for (const service of [other, second, first]) await service.stop();
});

test('whoever holds the claim token becomes the owner, once', async () => {
  const auth = await startAuth({ settings: { registration: 'closed' } });
  const token = auth.claimToken() ?? '';
  expect(await auth.peer.instance()).toMatchObject({ claimed: false, owner: null, version: '0.1.0' });
  const owner = auth.visitor();
  const { user } = await owner.auth.claim({ body: { token, username: 'Grace', password } });
  expect(user).toMatchObject({ username: 'Grace', role: 'owner' });
  expect(owner.cookies).toHaveLength(1);
  await owner.arrive(user);
  expect(await owner.auth.session()).toMatchObject({ user: { role: 'owner' } });
  expect(await auth.peer.instance()).toMatchObject({ claimed: true, owner: 'Grace', registration: 'closed' });
  expect(auth.claimToken()).toBeNull();
  for (const later of [token, newToken()]) {
    const late = auth.visitor().auth.claim({ body: { token: later, username: 'eve', password } });
    expect(await refusalOf(late)).toBe('claim_spent');
  }
  await auth.stop();
});

test('a wrong token makes nobody anything, and a refused name leaves the link as it was', async () => {
  const auth = await startAuth();
  await auth.visitor().register('taken');
  const token = auth.claimToken() ?? '';
  const claim = (given: string, username: string, secret = password) =>
    refusalOf(auth.visitor().auth.claim({ body: { token: given, username, password: secret } }));
  expect(await claim(newToken(), 'eve')).toBe('not_found');
  expect(await claim(token, 'admin', 'short')).toBe('invalid username:reserved password:too_short');
  expect(await claim(token, 'Taken')).toBe('username_taken username:taken');
  expect(await auth.peer.instance()).toMatchObject({ claimed: false });
  expect(await claim(token, 'grace')).toBe('accepted');
  await auth.stop();
});

test('of two who claim at once one wins, and the other gets no account', async () => {
  const auth = await startAuth();
  const token = auth.claimToken() ?? '';
  const names = ['grace', 'heidi', 'ivan'];
  const results = await Promise.all(
    names.map((username) => refusalOf(auth.visitor().auth.claim({ body: { token, username, password } }))),
  );
  expect(results.toSorted()).toEqual(['accepted', 'claim_spent', 'claim_spent']);
  const winner = names[results.indexOf('accepted')] ?? '';
  expect(await auth.peer.instance()).toMatchObject({ owner: winner });
  for (const loser of names.filter((name) => name !== winner)) {
    expect(await refusalOf(auth.visitor().register(loser))).toBe('accepted');
  }
  await auth.stop();
});

test('each start prints a new link until there is an owner; the older ones are void', async () => {
  const auth = await startAuth();
  const old = auth.claimToken() ?? '';
  const again = await startAuth({ folder: auth.folder, clock: auth.clock });
  const token = again.claimToken() ?? '';
  expect(token).not.toBe(old);
  const claim = (given: string) =>
    refusalOf(again.visitor().auth.claim({ body: { token: given, username: 'grace', password } }));
  expect(await claim(old)).toBe('not_found');
  expect(await claim(token)).toBe('accepted');
  await again.stop();
  const later = await startAuth({ folder: auth.folder, clock: auth.clock });
  expect(later.claimToken()).toBeNull();
  await later.stop();
  await auth.stop();
});
