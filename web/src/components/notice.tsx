import type { NoticeItem } from '../state/timeline-items.ts';
import { timeOfDay } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';

/** Something that happened in the room, in a quiet line of the conversation. */
export function Notice({ item, name }: { item: NoticeItem; name: (user: string) => string }) {
  const { conversation } = useTexts();
  let text: string;
  if (item.kind === 'created' || item.kind === 'renamed') text = conversation[item.kind](name(item.by), item.name);
  else if (item.kind === 'removed') text = conversation.removed(name(item.user), name(item.by));
  else text = conversation[item.kind](name(item.user));
  return (
    <p className="happening" data-id={item.id} data-seq={item.seq} dir="auto">
      {text} · <time dateTime={new Date(item.at).toISOString()}>{timeOfDay(item.at)}</time>
    </p>
  );
}
