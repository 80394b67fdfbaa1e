import type { RefObject } from 'react';
import { useEmoji } from '../emoji/load.ts';
import { mayHoldShortcodes } from '../emoji/shortcodes.ts';
import type { Person } from '../state/profiles.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { emojiOffer, typesEmoji } from './emoji-offer.tsx';
import { mentionOffer } from './mention-offer.tsx';
import { useCompletions } from './use-completions.tsx';
import { useMentionable } from './use-mentionable.ts';

/**
 * What is offered while a message of a room is being written or changed: its members after an `@`, emoji after a colon.
 * The members also turn names into mentions.
 */
export function useWordOffers(
  room: string,
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
): { completions: ReturnType<typeof useCompletions>; members: readonly Person[] } {
  const t = useTexts();
  const my = useMy();
  const members = useMentionable(room, text);
  const emoji = useEmoji(typesEmoji(text.slice(0, field.current?.selectionStart)) || mayHoldShortcodes(text));
  const completions = useCompletions(
    field,
    text,
    (before) =>
      mentionOffer(
        t,
        before,
        members.filter(({ id }) => id !== my.me),
      ) ?? emojiOffer(t, before, emoji, my.emojiHabits.tone),
  );
  return { completions, members };
}
