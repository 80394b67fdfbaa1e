import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { PublicCall } from './routing.ts';

/** A picture may take this many times the time of a call: 10 MiB over a slow uplink. */
const pictureTimes = 12;

/**
 * Reads a call's body up to its limit in bytes: by the declared length before anything is taken in, and by the true
 * one while it comes. Throws `too_large` naming the limit, and `malformed` when it breaks off or takes too long: a
 * body that trickles would hold its place among the calls in flight. GET and HEAD have none.
 */
export async function readBody(
  request: Request,
  call: PublicCall,
  { limits, clock }: { limits: Pick<Limits, 'requestBytes' | 'avatarBytes' | 'callTimeoutMs'>; clock: Clock },
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return null;
  const picture = call.route.body === 'image';
  const late = Promise.withResolvers<never>();
  const cancel = clock.after(limits.callTimeoutMs * (picture ? pictureTimes : 1), () =>
    late.reject(new ApiError('malformed', 'The body took too long to arrive.')),
  );
  try {
    return await Promise.race([
      wholeBody(request, picture ? limits.avatarBytes : limits.requestBytes),
      late.promise,
    ]);
  } finally {
    cancel();
  }
}

async function wholeBody(request: Request, max: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!request.body) return null;
  const tooLarge = () => new ApiError('too_large', `A body may have ${max} bytes at most here.`);
  const declared = request.headers.get('content-length');
  if (Number(declared ?? 0) > max) throw tooLarge();
  const bytes = declared === null ? await upTo(request.body, max) : await arrived(request.arrayBuffer());
  if (bytes === null || bytes.byteLength > max) throw tooLarge();
  return new Uint8Array(bytes);
}

/** The stream's bytes; null as soon as there are more than `max`. */
async function upTo(
  stream: ReadableStream<Uint8Array>,
  max: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await arrived(reader.read());
    if (done) return Buffer.concat(parts);
    size += value.length;
    if (size > max) {
      // Cancelling may fail when the sender is gone, which is as good.
      await reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(value);
  }
}

/** A sender that goes away half-way is no fault of ours. */
async function arrived<T>(coming: Promise<T>): Promise<T> {
  try {
    return await coming;
  } catch {
    throw new ApiError('malformed', 'The body broke off.');
  }
}
