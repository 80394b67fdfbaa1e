import { createHash } from 'node:crypto';
import { identityHeader, signIdentity, type Identity } from '../../platform/identity.ts';
import { peerBase } from '../../platform/reachable.ts';
import type { PublicCall } from './routing.ts';

/** What a service needs to know of a request besides who sent it. Everything else stays outside. */
const passedOn = ['content-type', 'if-none-match'];

/** The call as the owning service gets it: no cookie, no header of ours but the identity that we signed. */
export function forwarded(
  request: Request,
  call: PublicCall,
  body: Uint8Array<ArrayBuffer> | null,
  identity: Identity,
  { secret, now }: { secret: Uint8Array; now: number },
): Request {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers({ [identityHeader]: signIdentity(identity, secret, now) });
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { method } = call.route;
  return new Request(peerBase(call.service) + pathname + search, { method, headers, body });
}

/** Headers of every answer: it is data, never a page, and of no use to other sites. */
const guards: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** An answer as it goes out: with the headers of every answer where the service set no others. */
export function outward(answer: Response, request: Request, hsts: boolean): Response {
  const { headers, status } = answer;
  for (const [name, value] of Object.entries(guards)) if (!headers.has(name)) headers.set(name, value);
  if (hsts) headers.set('strict-transport-security', 'max-age=31536000');
  return request.method === 'HEAD' ? new Response(null, { status, headers }) : answer;
}

/** Answers 304 when the caller already has just this body. Lists that are asked for again and again save the way. */
export async function unlessUnchanged(answer: Response, request: Request): Promise<Response> {
  if (answer.status !== 200) return answer;
  const bytes = await answer.arrayBuffer();
  const tag = `W/"${createHash('sha256').update(new Uint8Array(bytes)).digest('base64url').slice(0, 22)}"`;
  const headers = new Headers(answer.headers);
  headers.set('etag', tag);
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((one) => one.trim());
  if (!known.includes(tag)) return new Response(bytes, { status: 200, headers });
  headers.delete('content-type');
  return new Response(null, { status: 304, headers });
}
