import type { Log } from '../../platform/log.ts';

const loopback = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Tells the operator, once, of a proxy on this machine that is not trusted: all its clients look like one then, and
 * share the limits of one. Proxies elsewhere are not named: anybody can send the header.
 */
export function proxyHint(trustedProxies: readonly string[], log: Log) {
  let said = false;
  return function notice(headers: Headers, peerAddress: string): void {
    if (said || trustedProxies.length > 0 || !headers.has('x-forwarded-for') || !loopback.test(peerAddress))
      return;
    said = true;
    log.warn(
      `A proxy at ${peerAddress} passes clients on, but is not trusted, so limits count them as one. ` +
        `If it is yours, set ROOKERY_TRUSTED_PROXIES=${peerAddress}`,
    );
  };
}
