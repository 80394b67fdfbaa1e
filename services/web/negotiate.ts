import type { Asset } from './assets.ts';

type Encoding = 'br' | 'gzip';

/** What the client takes, by RFC 9110 section 12.5.3: named with a weight above 0, or covered by `*`. */
function accepts(header: string, encoding: Encoding): boolean {
  const weights = new Map<string, number>();
  for (const part of header.split(',').slice(0, 16)) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  return (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
}

/** The smallest form of an asset that this client takes. */
export function bestForm(
  asset: Asset,
  header: string | null,
): { bytes: Uint8Array<ArrayBuffer>; encoding: Encoding | null } {
  const taken = header ?? '';
  if (asset.brotli && accepts(taken, 'br')) return { bytes: asset.brotli, encoding: 'br' };
  if (asset.gzip && accepts(taken, 'gzip')) return { bytes: asset.gzip, encoding: 'gzip' };
  return { bytes: asset.plain, encoding: null };
}

/** Whether the client says that it has this very form already. */
export function isFresh(header: string | null, etag: string): boolean {
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  return (
    header !== null && (header.trim() === '*' || header.split(',').some((tag) => plain(tag) === plain(etag)))
  );
}
