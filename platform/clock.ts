/** Time as services see it; tests and simulations put their own in its place. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` every `ms` milliseconds until cancelled. */
  every(ms: number, task: () => void): () => void;
  /** Runs `task` once what has already arrived was taken in: how a batch gathers without a timer. */
  soon(task: () => void): void;
}

/**
 * Whether `at`, a time kept earlier, is less than `ms` before `now`. One that lies in the future was kept before the clock
 * was set back and counts as long past: otherwise it would count for as long as the clock went back.
 */
export function isWithin(ms: number, at: number, now: number): boolean {
  return at <= now && now - at < ms;
}

/** The machine's own time. Its timers do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(ms, task) {
    const timer = setInterval(task, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  soon(task) {
    setImmediate(task);
  },
};
