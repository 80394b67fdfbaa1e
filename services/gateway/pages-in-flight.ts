import { ApiError } from '../../contracts/errors.ts';
import type { Limits } from '../../platform/limits.ts';
import type { PublicCall } from './routing.ts';

/** How much of an answer is handed on at a time. */
const pieceBytes = 64 * 1024;

/** Whether a call is answered by a page of texts, which may be long. */
export function isPage(call: PublicCall): boolean {
  return call.name === 'chats.messages' || call.name === 'chats.events';
}

/**
 * Bounds how many pages of history are held for people who ask and do not read the answers: a page has its place from
 * before it is read from the store until its reader took the last of it, or is gone.
 */
export class PagesInFlight {
  private all = 0;
  private readonly perUser = new Map<string, number>();

  constructor(private readonly limits: Pick<Limits, 'pagesInFlight' | 'pagesInFlightPerUser'>) {}

  /** Runs `read` and gives its answer to be sent. Throws `overloaded` before reading when too many are on their way. */
  async run(user: string, request: Request, read: () => Promise<Response>): Promise<Response> {
    const leave = this.enter(user);
    try {
      const answer = await read();
      if (request.method === 'HEAD' || request.signal.aborted) {
        leave();
        return answer;
      }
      const bytes = new Uint8Array(await answer.arrayBuffer());
      request.signal.addEventListener('abort', leave, { once: true });
      return new Response(inPieces(bytes, leave), { status: answer.status, headers: answer.headers });
    } catch (error) {
      leave();
      throw error;
    }
  }

  private enter(user: string): () => void {
    const own = this.perUser.get(user) ?? 0;
    if (own >= this.limits.pagesInFlightPerUser || this.all >= this.limits.pagesInFlight) {
      throw new ApiError('overloaded', 'Too many pages are on their way; read those first.', {
        retryAfterMs: 1000,
      });
    }
    this.all++;
    this.perUser.set(user, own + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.all--;
      const left = (this.perUser.get(user) ?? 1) - 1;
      if (left > 0) this.perUser.set(user, left);
      else this.perUser.delete(user);
    };
  }
}

/** Bytes as a body that is taken piece by piece, no faster than its reader reads. */
function inPieces(bytes: Uint8Array, onEnd: () => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += pieceBytes)));
        if (at < bytes.length) return;
        controller.close();
        onEnd();
      },
      cancel: onEnd,
    },
    { highWaterMark: 0 },
  );
}
