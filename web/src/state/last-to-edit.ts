import type { MessageItem, TimelineItem } from './timeline-items.ts';

/**
 * The last message of `me` that can be changed, also one that is still on its way: then its number comes soon. One that
 * was refused, or asks before it goes, is not sent at all by itself, so what was sent before it is meant.
 */
export function lastToEdit(
  items: readonly TimelineItem[],
  me: string,
  isThere: (item: MessageItem) => boolean,
): MessageItem | undefined {
  const fits = (item: TimelineItem): item is MessageItem =>
    item.kind === 'message' &&
    item.by === me &&
    item.body !== null &&
    item.state !== 'failed' &&
    item.state !== 'queued-old' &&
    isThere(item);
  return items.findLast(fits);
}
