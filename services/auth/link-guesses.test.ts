import { expect, test } from 'bun:test';
import { newToken } from '../../platform/ids.ts';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';

const password = 'a long enough one';
const minute = 60_000;
const limits = { linkMissesPerAddress: { count: 2, windowMs: 5 * minute } };

const accept = (auth: AuthService, address: string, token: string) =>
  refusalOf(auth.visitor({ address }).auth.acceptLink({ body: { token } }));
const claim = (auth: AuthService, address: string, token: string) =>
  refusalOf(auth.visitor({ address }).auth.claim({ body: { token, username: 'grace', password } }));

test('wrong links from a thousand addresses bar no right one, neither to sign a phone in nor to claim', async () => {
  const auth = await startAuth();
  const laptop = auth.visitor();
  await laptop.register('ann');
  const { token } = await laptop.auth.createLink();
  for (let i = 0; i < 1000; i++) {
    const address = `203.0.${i >> 8}.${i & 255}`;
    const guess = i % 2 === 0 ? accept : claim;
    expect(await guess(auth, address, newToken())).toBe('not_found');
  }
  expect(await accept(auth, '192.0.2.77', token)).toBe('accepted');
  expect(await claim(auth, '192.0.2.78', auth.claimToken() ?? '')).toBe('accepted');
  await auth.stop();
});

test('whoever guesses waits, for looks, phones and the claim together; nobody else does', async () => {
  const auth = await startAuth({ limits });
  const laptop = auth.visitor();
  await laptop.register('ann');
  const { token } = await laptop.auth.createLink();
  const thief = '203.0.113.66';
  const look = (given: string) =>
    refusalOf(auth.visitor({ address: thief }).auth.previewLink({ body: { token: given } }));
  expect(await look(newToken())).toBe('not_found');
  expect(await accept(auth, thief, newToken())).toBe('not_found');
  expect(await claim(auth, thief, newToken())).toBe('rate_limited');
  // Right ones too: otherwise guessing would be as fast as before.
  expect(await look(token)).toBe('rate_limited');
  expect(await claim(auth, thief, auth.claimToken() ?? '')).toBe('rate_limited');
  expect(await accept(auth, '203.0.113.67', token)).toBe('accepted');
  auth.clock.skip(5 * minute);
  expect(await claim(auth, thief, auth.claimToken() ?? '')).toBe('accepted');
  await auth.stop();
});

test('of many guesses at once no more are told that they were wrong', async () => {
  const auth = await startAuth({ limits });
  const crowd = Array.from({ length: 6 }, () => accept(auth, '203.0.113.66', newToken()));
  expect((await Promise.all(crowd)).toSorted()).toEqual([
    'not_found',
    'not_found',
    ...Array.from({ length: 4 }, () => 'rate_limited'),
  ]);
  await auth.stop();
});
