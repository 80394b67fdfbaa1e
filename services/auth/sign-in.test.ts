import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PassThrough } from 'node:stream';
import pino from 'pino';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';
import { storedIn } from '../../testkit/stored.ts';
import { tokenHash } from '../../platform/ids.ts';

let auth: AuthService;
beforeAll(async () => {
  auth = await startAuth();
  await auth.visitor().register('Ada', 'the right password');
});
afterAll(() => auth.stop());

test('signing in gives a new token each time, in a cookie that scripts cannot read, and nowhere else', async () => {
  const tokens = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const ada = auth.visitor();
    await ada.login('ada', 'the right password');
    expect(ada.cookies).toHaveLength(1);
    tokens.add(ada.token ?? '');
  }
  expect(tokens.size).toBe(3);
  const ada = auth.visitor();
  await ada.auth.login({ body: { username: 'ADA', password: 'the right password' } });
  expect(ada.text).not.toContain(ada.token ?? 'no token');
  expect(ada.cookies[0]).toMatch(
    /^rookery_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/,
  );
});

test('over HTTPS the cookie is bound to the host and to TLS', async () => {
  const secure = await startAuth({ settings: { secureCookie: true } });
  const ada = secure.visitor();
  await ada.register('Ada');
  expect(ada.cookies).toEqual([
    `__Host-rookery_session=${ada.token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000`,
  ]);
  await ada.auth.logout();
  expect(ada.cookies).toEqual(['__Host-rookery_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0']);
  await secure.stop();
});

test('an unknown name and a wrong password get the very same answer', async () => {
  const wrong: string[] = [];
  for (const username of ['ada', 'nobody-here', 'ад', '<>', '']) {
    const visitor = auth.visitor();
    expect(await refusalOf(visitor.login(username, 'some wrong one'))).toBe('wrong_credentials');
    wrong.push(visitor.text);
    expect(visitor.cookies).toEqual([]);
  }
  expect(new Set(wrong).size).toBe(1);
});

test('a password is compared whole: neither cut, nor trimmed, nor in another case', async () => {
  const long = 'correct horse '.repeat(18);
  await auth.visitor().register('longwinded', long);
  expect(await refusalOf(auth.visitor().login('longwinded', long))).toBe('accepted');
  for (const wrong of [long.slice(0, -1), long.trim(), long.slice(0, 72), long.toUpperCase()]) {
    expect(await refusalOf(auth.visitor().login('longwinded', wrong))).toBe('wrong_credentials');
  }
});

test('a password typed on another keyboard is the same password', async () => {
  await auth.visitor().register('accents', 'caf\u00e9 cr\u00e8me');
  expect(await refusalOf(auth.visitor().login('accents', 'cafe\u0301 cre\u0300me'))).toBe('accepted');
});

test('signing in again in the same browser ends the session that it had, and no other', async () => {
  const browser = auth.visitor();
  const other = auth.visitor();
  await other.login('ada', 'the right password');
  await browser.login('ada', 'the right password');
  const before = browser.token ?? '';
  await browser.login('ada', 'the right password');
  expect(await refusalOf(auth.peer.verify({ body: { token: before } }))).toBe('not_signed_in');
  expect(await refusalOf(auth.peer.verify({ body: { token: other.token ?? '' } }))).toBe('accepted');
});

test('more sign-ins than can be hashed or queued are told to come back, and nothing is counted as a failure', async () => {
  const busy = await startAuth({ limits: { hashConcurrency: 1, hashQueue: 2 } });
  await busy.visitor().register('Ada', 'the right password');
  const crowd = Array.from({ length: 9 }, () => refusalOf(busy.visitor().login('ada', 'the right password')));
  const results = await Promise.all(crowd);
  expect(results.filter((result) => result === 'accepted').length).toBeGreaterThanOrEqual(1);
  expect(results.filter((result) => result === 'overloaded').length).toBeGreaterThanOrEqual(1);
  expect(new Set(results)).toEqual(new Set(['accepted', 'overloaded']));
  for (let i = 0; i < 11; i++) {
    expect(await refusalOf(busy.visitor().login('ada', 'the right password'))).toBe('accepted');
  }
  await busy.stop();
});

test('neither the store nor the log holds a password or a token', async () => {
  const lines: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const own = await startAuth({ log: pino({ level: 'trace' }, stream) });
  const claim = own.claimToken() ?? '';
  const ada = own.visitor();
  await ada.register('Ada', 'tell-tale password');
  await refusalOf(ada.login('tell-tale username', 'tell-tale attempt'));
  const stored = (await storedIn(own.folder)).map(({ content }) => content).join('');
  expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(stored).toContain(tokenHash(ada.token ?? ''));
  for (const secret of ['tell-tale', ada.token ?? '', claim]) {
    expect(stored).not.toContain(secret);
    expect(lines.join('')).not.toContain(secret);
  }
  expect(claim).toMatch(/^[A-Za-z0-9_-]{43}$/);
  await own.stop();
});
