const plain = 'rookery_session';
/** What a session token looks like (see `newToken`). Anything else cannot be one and is not looked up. */
const token = /^[A-Za-z0-9_-]{43}$/;

/**
 * The name of the cookie that carries the session. On HTTPS browsers themselves enforce by its prefix that it was set
 * by this very host, over HTTPS, for every path (RFC 6265bis, 4.1.3.2).
 */
export function cookieName(secure: boolean): string {
  return secure ? `__Host-${plain}` : plain;
}

/**
 * The session token in a request's `Cookie` header; null when there is none, when it does not look like one, or when
 * the cookie is there twice: a second one was planted by somebody, and which of them is true cannot be told.
 */
export function readSessionToken(header: string | null, secure: boolean): string | null {
  const name = cookieName(secure);
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && token.test(value) ? value : null;
}
