import type { MessageItem } from '../state/timeline-items.ts';
import { dayAndSecond } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Dialog } from './dialog.tsx';

/** A message's number, and when the server had stored it: for one's own of this page, how soon after Enter. */
export function MessageDetails({ item, onClose }: { item: MessageItem; onClose: () => void }) {
  const t = useTexts();
  const my = useMy();
  const { seq, by, key, at } = item;
  if (seq === null) return null;
  const ms = by === my.me ? my.sentTimes.of(key) : undefined;
  return (
    <Dialog title={t.message.details} onClose={onClose}>
      <p>{ms === undefined ? t.message.storedAt(seq, dayAndSecond(at)) : t.message.storedAfter(seq, ms)}</p>
    </Dialog>
  );
}
