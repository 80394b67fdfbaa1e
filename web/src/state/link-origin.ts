/** Under which origin a link is made that somebody opens on another device. */

/** Whether an address leads only to the computer that opens it. */
export const isLoopback = (address: string): boolean =>
  /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(address).hostname);

/**
 * The origin for links that leave this computer: the page's own, unless only this computer can open that; then the one
 * that the server knows of, if others can open it. Null: no other device can open anything here.
 */
export function originForOthers(page: string, known: string | undefined): string | null {
  if (!isLoopback(page)) return page;
  return known === undefined || isLoopback(known) ? null : new URL(known).origin;
}
