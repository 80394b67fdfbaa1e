import { createHash } from 'node:crypto';

/**
 * Which of some places a key belongs to: the one whose hash with the key is the highest. Everyone who knows the same
 * places finds the same one; where a place goes away only its keys move, each to its own next.
 */
export function rendezvous(key: string, places: readonly string[]): string {
  let best = '';
  let highest = '';
  for (const place of places) {
    const hash = createHash('sha256').update(`${place}\n${key}`).digest('hex');
    if (hash < highest) continue;
    best = place;
    highest = hash;
  }
  return best;
}
