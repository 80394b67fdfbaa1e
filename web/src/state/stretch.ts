import type { MessageItem, TimelineItem } from './timeline-items.ts';

/** A part of a room's log without a gap: every event from `first` to `last`, as entries in order of seq. */
export interface Stretch {
  first: number;
  last: number;
  items: readonly TimelineItem[];
}

/** Where the entry of a seq is, or would be. */
export function indexOf(items: readonly TimelineItem[], seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ordinal of the last message at or before a seq; undefined when the stretch does not tell. */
export function ordinalAt({ first, items }: Omit<Stretch, 'last'>, seq: number): number | undefined {
  // Above the stretch there may be messages that are not in hand.
  if (seq < first - 1) return undefined;
  let after: number | undefined;
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at];
    if (item?.kind !== 'message' || item.n === null || item.seq === null) continue;
    if (item.seq <= seq) return item.n;
    after = item.n;
  }
  return after === undefined ? undefined : after - 1;
}

/**
 * The oldest message after a seq that is not by `me`; undefined when there is none, or when the stretch begins further
 * down, so that the oldest is not in hand.
 */
export function firstOfOthersAfter(
  { first, items }: Omit<Stretch, 'last'>,
  seq: number,
  me: string,
): MessageItem | undefined {
  if (first > seq + 1) return undefined;
  for (let at = indexOf(items, seq + 1); at < items.length; at++) {
    const item = items[at];
    if (item?.kind === 'message' && item.by !== me) return item;
  }
  return undefined;
}

/** The message that is nearest to a seq, or whatever else is nearest where there is no message. */
export function nearestTo(items: readonly TimelineItem[], seq: number): TimelineItem | undefined {
  const messages = items.filter(({ kind }) => kind === 'message');
  const among = messages.length > 0 ? messages : items;
  const at = indexOf(among, seq);
  const [before, after] = [among[at - 1], among[at]];
  if (!before || !after) return after ?? before;
  return (after.seq ?? 0) - seq <= seq - (before.seq ?? 0) ? after : before;
}
