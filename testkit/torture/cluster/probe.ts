import { follow, reached } from '../../gathering.ts';
import type { Person } from '../../person.ts';
import type { Recorder } from '../recorder.ts';

/** Two people whose only work is to find out whether the product works. */
export interface Probe {
  poster: Person;
  follower: Person;
  room: string;
}

/** What was found out about one fault. */
export interface Recovery {
  /** From the fault until the first post that was sent after it was acknowledged and delivered. */
  firstMs: number;
  /** From the fault until the last attempt that failed was begun; 0 when none failed. */
  troubleMs: number;
  attempts: number;
  failed: number;
}

interface Attempt {
  began: number;
  ended: number;
  works: boolean;
}

const everyMs = 100;
/** Longer than a browser's person waits with patience. */
const attemptMs = 5_000;
/** So many in a row must have worked. */
const soundCount = 10;
/** What is not sound again so long after the cause was taken away is an anomaly. */
const soundWithinMs = 30_000;

let posts = 0;

/** A new socket of one, a post by REST of the other, and its delivery there. Throws when any of it fails. */
async function tryOnce({ poster, follower, room }: Probe, recorder: Recorder): Promise<void> {
  const socket = await follow(follower, room);
  try {
    const body = `probe ${++posts}`;
    const who = { socket: null, user: poster.id, room, key: `probe-${posts}` };
    recorder.add({ is: 'post', ...who, body });
    const { seq } = await poster.chats.postMessage({
      params: { room },
      body: { key: who.key, body },
      signal: AbortSignal.timeout(attemptMs),
    });
    recorder.add({ is: 'ack', ...who, seq });
    await reached(socket, room, seq, attemptMs);
  } finally {
    socket.terminate();
  }
}

/**
 * Tries again and again, whether or not earlier attempts have ended, from before a fault until after it. `null`: it did
 * not become sound again.
 */
export async function measure(
  probe: Probe,
  recorder: Recorder,
  fault: () => Promise<void>,
): Promise<Recovery | null> {
  const attempts: Attempt[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    const attempt: Attempt = { began: performance.now(), ended: Infinity, works: false };
    attempts.push(attempt);
    const late = Bun.sleep(attemptMs).then(() => Promise.reject(new Error('too late')));
    void Promise.race([tryOnce(probe, recorder), late]).then(
      () => Object.assign(attempt, { ended: performance.now(), works: true }),
      () => Object.assign(attempt, { ended: performance.now() }),
    );
  }, everyMs);
  try {
    await fault();
    const over = performance.now();
    const isSound = () => {
      const since = attempts.filter((attempt) => attempt.began > over);
      const lastBad = since.findLastIndex(({ ended, works }) => ended < Infinity && !works);
      return since.slice(lastBad + 1).filter(({ works }) => works).length >= soundCount;
    };
    while (!isSound()) {
      if (performance.now() > over + soundWithinMs) return null;
      await Bun.sleep(20);
    }
  } finally {
    clearInterval(timer);
  }
  while (attempts.some(({ ended }) => ended === Infinity)) await Bun.sleep(20);
  const failed = attempts.filter(({ works }) => !works);
  return {
    firstMs: Math.min(...attempts.filter(({ works }) => works).map(({ ended }) => ended)) - began,
    troubleMs: Math.max(began, ...failed.map((attempt) => attempt.began)) - began,
    attempts: attempts.length,
    failed: failed.length,
  };
}
