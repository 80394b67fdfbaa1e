/** What the page may do, and nothing else: a script smuggled into a message finds no way to run or to call out. */
function contentSecurityPolicy(origins: readonly string[]): string {
  // Older Safari does not count WebSockets of the same origin as 'self'. The policy's grammar has no IPv6 addresses.
  const sockets = origins
    .filter((origin) => !origin.includes('['))
    .map((origin) => origin.replace(/^http/, 'ws'));
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...sockets].join(' '),
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // The few addresses that may become a worker's script: see the browser app's `worker-address.ts`.
    'trusted-types rookery-worker',
  ].join('; ');
}

const isLoopback = (origin: string): boolean =>
  /^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(origin);

/** Headers of every answer. `https`: the public address is HTTPS, so browsers are told never to come another way. */
export function securityHeaders(origins: readonly string[], https: boolean): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(origins),
    // Browsers pass it over, and complain, at plain HTTP beyond this computer.
    ...(https || origins.every(isLoopback) ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // An invite's token is in the address: it must not leave with a click on a link.
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
