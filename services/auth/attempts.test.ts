import { expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';

const minute = 60_000;
const right = 'the right password';
const limits = {
  signInsPerAccount: { count: 3, windowMs: 5 * minute },
  signInsPerAddress: { count: 6, windowMs: 5 * minute },
  signInsInAll: { count: 12, windowMs: minute },
};

async function withAuth(
  work: (auth: AuthService) => Promise<void>,
  more: Parameters<typeof startAuth>[0] = {},
) {
  const auth = await startAuth({ ...more, limits: { ...limits, ...more.limits } });
  // From an address of their own, so that they are at home nowhere else.
  await auth.visitor({ address: '203.0.113.1' }).register('Ada', right);
  await auth.visitor({ address: '203.0.113.2' }).register('Bob', right);
  try {
    await work(auth);
  } finally {
    await auth.stop();
  }
}

const login = (auth: AuthService, address: string, username: string, password: string) =>
  refusalOf(auth.visitor({ address }).auth.login({ body: { username, password } }));

async function fail(auth: AuthService, times: number, address: string, username: string) {
  for (let i = 0; i < times; i++)
    expect(await login(auth, address, username, 'a wrong one')).toBe('wrong_credentials');
}

test('after too many failures for one name from one address even the right password waits', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'ada');
    const error = await auth
      .visitor({ address: '192.0.2.1' })
      .auth.login({ body: { username: 'ADA', password: right } })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 5 * minute });
    auth.clock.skip(5 * minute - 1);
    expect(await login(auth, '192.0.2.1', 'ada', right)).toBe('rate_limited');
    auth.clock.skip(1);
    expect(await login(auth, '192.0.2.1', 'ada', right)).toBe('accepted');
  }));

test('an unknown name is limited just like a known one', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'nobody-here');
    expect(await login(auth, '192.0.2.1', 'nobody-here', 'a wrong one')).toBe('rate_limited');
  }));

test('nobody can lock another person out', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'ada');
    expect(await login(auth, '192.0.2.1', 'ada', 'a wrong one')).toBe('rate_limited');
    expect(await login(auth, '198.51.100.7', 'ada', right)).toBe('accepted');
    expect(await login(auth, '203.0.113.1', 'ada', right)).toBe('accepted');
  }));

test('many names from one address are one guesser; other addresses go on', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'nobody-1');
    await fail(auth, 3, '192.0.2.1', 'nobody-2');
    expect(await login(auth, '192.0.2.1', 'bob', right)).toBe('rate_limited');
    expect(await login(auth, '192.0.2.2', 'bob', right)).toBe('accepted');
  }));

test('a whole /56 of IPv6 is one place, also for an address in IPv4 clothes', () =>
  withAuth(async (auth) => {
    for (const tail of ['00::1', '7f:1::9', 'ff::abcd']) await fail(auth, 1, `2001:db8:1:ab${tail}`, 'ada');
    expect(await login(auth, '2001:db8:1:ab12::5', 'ada', right)).toBe('rate_limited');
    expect(await login(auth, '2001:db8:1:ac12::5', 'ada', right)).toBe('accepted');
  }));

test('guessing from everywhere is limited in all; from where somebody was before they still get in', () =>
  withAuth(async (auth) => {
    for (let i = 0; i < 12; i++) await fail(auth, 1, `192.0.2.${i}`, 'ada');
    expect(await login(auth, '198.51.100.7', 'ada', right)).toBe('rate_limited');
    expect(await login(auth, '203.0.113.1', 'ada', right)).toBe('accepted');
    auth.clock.skip(minute);
    expect(await login(auth, '198.51.100.7', 'ada', right)).toBe('accepted');
  }));

test('one name is guessed from many addresses no faster; where its owner was before they still get in', () =>
  withAuth(
    async (auth) => {
      for (let i = 0; i < 5; i++) await fail(auth, 1, `192.0.2.${i}`, 'ada');
      expect(await login(auth, '198.51.100.7', 'ada', right)).toBe('rate_limited');
      expect(await login(auth, '203.0.113.1', 'ada', right)).toBe('accepted');
      // Nobody else waits for that, and a name that nobody has is no different.
      expect(await login(auth, '198.51.100.7', 'bob', right)).toBe('accepted');
      for (let i = 0; i < 5; i++) await fail(auth, 1, `192.0.2.${i}`, 'nobody-here');
      expect(await login(auth, '198.51.100.7', 'nobody-here', right)).toBe('rate_limited');
      auth.clock.skip(15 * minute);
      expect(await login(auth, '198.51.100.7', 'ada', right)).toBe('accepted');
    },
    { limits: { signInsPerName: { count: 5, windowMs: 15 * minute } } },
  ));

test("a colleague's failures at the same address do not keep out who signed in from there before", () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '203.0.113.1', 'nobody-1');
    await fail(auth, 3, '203.0.113.1', 'bob');
    expect(await login(auth, '203.0.113.1', 'bob', right)).toBe('rate_limited');
    expect(await login(auth, '203.0.113.1', 'ada', right)).toBe('accepted');
  }));

test('many guesses at once do not slip past the count', () =>
  withAuth(async (auth) => {
    const crowd = Array.from({ length: 10 }, () => login(auth, '192.0.2.1', 'ada', 'a wrong one'));
    const results = await Promise.all(crowd);
    expect(results.filter((result) => result === 'wrong_credentials')).toHaveLength(3);
    expect(results.filter((result) => result === 'rate_limited')).toHaveLength(7);
  }));

test('successes are not counted', () =>
  withAuth(async (auth) => {
    for (let i = 0; i < 15; i++) expect(await login(auth, '192.0.2.1', 'ada', right)).toBe('accepted');
  }));

test('what was counted survives a restart, and is forgotten once it counts no more', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'ada');
    const again = await startAuth({ folder: auth.folder, clock: auth.clock, limits });
    expect(await login(again, '192.0.2.1', 'ada', right)).toBe('rate_limited');
    await auth.clock.advance(6 * minute);
    expect(await login(again, '192.0.2.1', 'ada', right)).toBe('accepted');
    await again.stop();
  }));

test('wrong passwords to change a name or a password count as guesses', () =>
  withAuth(async (auth) => {
    const ada = auth.visitor({ address: '192.0.2.1' });
    await ada.login('ada', right);
    const wrong = 'a wrong one';
    expect(await refusalOf(ada.auth.changePassword({ body: { password: wrong, newPassword: right } }))).toBe(
      'wrong_credentials',
    );
    expect(await refusalOf(ada.auth.changeUsername({ body: { password: wrong, username: 'ada2' } }))).toBe(
      'wrong_credentials',
    );
    await fail(auth, 1, '192.0.2.1', 'ada');
    expect(await refusalOf(ada.auth.changeUsername({ body: { password: right, username: 'ada2' } }))).toBe(
      'rate_limited',
    );
  }));

test('with rate limits off nothing is counted', () =>
  withAuth((auth) => fail(auth, 14, '192.0.2.1', 'ada'), { limits: { rateLimits: false } }));

test('a clock that is set back locks nobody out for as long as it went back; clocks of replicas may differ a little', () =>
  withAuth(async (auth) => {
    await fail(auth, 3, '192.0.2.1', 'ada');
    auth.clock.skip(-minute);
    expect(await login(auth, '192.0.2.1', 'ada', right)).toBe('rate_limited');
    auth.clock.skip(-60 * minute);
    expect(await login(auth, '192.0.2.1', 'ada', right)).toBe('accepted');
  }));
