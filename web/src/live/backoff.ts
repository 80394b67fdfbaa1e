const firstMs = 1_000;
const longestMs = 30_000;

/**
 * How long to wait before the try after `failed` failed ones, in milliseconds. Doubles up to half a minute; half of it
 * is chance, so that the clients of a server that restarts do not all come at once. The first try after a good
 * connection comes within a second. `atLeastMs` is what the server asked for; chance only adds to it.
 */
export function waitBeforeTry(failed: number, atLeastMs: number, random: number): number {
  const full = failed === 0 ? firstMs : Math.min(longestMs, firstMs * 2 ** failed);
  const own = failed === 0 ? full * random : full * (0.5 + random / 2);
  return Math.round(Math.max(own, atLeastMs > 0 ? atLeastMs + firstMs * random : 0));
}
