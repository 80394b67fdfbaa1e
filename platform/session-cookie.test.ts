import { expect, test } from 'bun:test';
import { newToken } from './ids.ts';
import { cookieName, readSessionToken } from './session-cookie.ts';

test('over HTTPS the name binds the cookie to this host', () => {
  expect(cookieName(false)).toBe('rookery_session');
  expect(cookieName(true)).toBe('__Host-rookery_session');
});

test('a token is found among other cookies', () => {
  const token = newToken();
  expect(readSessionToken(`theme=dark; rookery_session=${token}; a=b`, false)).toBe(token);
  expect(readSessionToken(`theme=dark;__Host-rookery_session=${token}`, true)).toBe(token);
});

test('each mode reads its own cookie only', () => {
  const token = newToken();
  expect(readSessionToken(`rookery_session=${token}`, true)).toBeNull();
  expect(readSessionToken(`__Host-rookery_session=${token}`, false)).toBeNull();
});

test.each([null, '', 'rookery_session', 'rookery_session=', 'rookery_session=short', 'xrookery_session=a'])(
  '%p holds no session',
  (header) => {
    expect(readSessionToken(header, false)).toBeNull();
  },
);

test('a doubled cookie is no session, whichever of the two is true', () => {
  const [a, b] = [newToken(), newToken()];
  expect(readSessionToken(`rookery_session=${a}; rookery_session=${b}`, false)).toBeNull();
  expect(readSessionToken(`rookery_session=${a}; rookery_session=${a}`, false)).toBeNull();
  expect(readSessionToken(`rookery_session=; rookery_session=${a}`, false)).toBeNull();
});

test('what is not of the alphabet of a token is not looked up', () => {
  const token = newToken();
  expect(readSessionToken(`rookery_session="${token}"`, false)).toBeNull();
  expect(readSessionToken(`rookery_session=${token.slice(1)}%`, false)).toBeNull();
  expect(readSessionToken(`rookery_session=${token}A`, false)).toBeNull();
});
