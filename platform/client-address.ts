import { BlockList, isIP } from 'node:net';

/** IPv4 in IPv6's clothes (`::ffff:192.0.2.1`) is the same caller as plain IPv4. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The bits of an address. */
const bitsOf: Record<number, number> = { 4: 32, 6: 128 };

/** `10.0.0.1` and `10.0.0.0/8` in parts; null when it is neither. Everybody (`/0`) is no network that one could trust. */
function networkOf(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [address = '', prefix, ...rest] = plain(text).split('/');
  const family = isIP(address);
  const all = bitsOf[family];
  if (all === undefined || address.includes('%') || rest.length > 0) return null;
  const bits = prefix === undefined ? all : /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  return bits < 1 || bits > all ? null : { address, bits, family: family === 4 ? 'ipv4' : 'ipv6' };
}

/** Whether this is an address, or a network such as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  return networkOf(text) !== null;
}

/** Made once for each setting: this is asked for with every request. */
const blockLists = new WeakMap<readonly string[], BlockList>();

function blockListOf(networks: readonly string[]): BlockList {
  const known = blockLists.get(networks);
  if (known) return known;
  const list = new BlockList();
  for (const text of networks) {
    const network = networkOf(text);
    if (network) list.addSubnet(network.address, network.bits, network.family);
  }
  blockLists.set(networks, list);
  return list;
}

/**
 * The address a request came from. `X-Forwarded-For` is believed only from a trusted proxy, and there only its
 * right-most hop that is no trusted proxy itself: whatever stands left of it the client may have written.
 * `trustedProxies`: addresses and networks.
 */
export function clientAddress(
  headers: Headers,
  peerAddress: string,
  trustedProxies: readonly string[],
): string {
  const trusted = blockListOf(trustedProxies);
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map(plain);
  let address = plain(peerAddress);
  while (isIP(address) !== 0 && trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')) {
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
