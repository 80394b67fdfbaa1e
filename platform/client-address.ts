import { isIP } from 'node:net';

/** IPv4 in IPv6's clothes (`::ffff:192.0.2.1`) is the same caller as plain IPv4. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * The address a request came from. `X-Forwarded-For` is believed only from a trusted proxy, and there only its
 * right-most hop that is no trusted proxy itself: whatever stands left of it the client may have written.
 */
export function clientAddress(
  headers: Headers,
  peerAddress: string,
  trustedProxies: readonly string[],
): string {
  const trusted = new Set(trustedProxies.map(plain));
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map(plain);
  let address = plain(peerAddress);
  while (trusted.has(address)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) return address;
    address = hop;
  }
  return address;
}

/**
 * What limits count an address by: an IPv4 address itself, and the /56 of an IPv6 one, which is about what one
 * household or small office gets, so that its other addresses are no way around a limit.
 */
export function addressPrefix(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0;
  const words = [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4);
  const [a = 0, b = 0, c = 0, d = 0] = words.map((word) => Number.parseInt(word, 16));
  return [a, b, c, d & 0xff00].map((word) => word.toString(16)).join(':') + '::/56';
}
