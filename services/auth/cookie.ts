import { cookieName } from '../../platform/session-cookie.ts';

const attributes = (secure: boolean) => `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

/** The header that gives a browser its session; `lifeMs` is how long at most it may keep it. */
export function sessionCookie(token: string, secure: boolean, lifeMs: number): Record<string, string> {
  const seconds = Math.floor(lifeMs / 1000);
  return { 'set-cookie': `${cookieName(secure)}=${token}; ${attributes(secure)}; Max-Age=${seconds}` };
}

/** The header that takes it away again. */
export function clearedCookie(secure: boolean): Record<string, string> {
  return { 'set-cookie': `${cookieName(secure)}=; ${attributes(secure)}; Max-Age=0` };
}
