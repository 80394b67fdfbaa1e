import type { NoticeItem } from '../state/timeline-items.ts';
import { timeOfDay } from '../text/times.ts';
import type { Texts } from '../text/en.ts';
import { useTexts } from '../text/texts.ts';

/** Something that happened in the room, in a quiet line of the conversation. */
export function Notice({ item, name }: { item: NoticeItem; name: (user: string) => string }) {
  const { conversation } = useTexts();
  return (
    // In the direction of the app's language: a name in another one must not turn the sentence around.
    <p className="happening" data-id={item.id} data-seq={item.seq}>
      <span className="isolated">{sentence(item, name, conversation)}</span> ·{' '}
      <time dateTime={new Date(item.at).toISOString()}>{timeOfDay(item.at)}</time>
    </p>
  );
}

function sentence(item: NoticeItem, name: (user: string) => string, words: Texts['conversation']): string {
  switch (item.kind) {
    case 'created':
    case 'renamed':
      return words[item.kind](name(item.by), item.name);
    case 'removed':
      return words.removed(name(item.user), name(item.by));
    default:
      return words[item.kind](name(item.user));
  }
}
