import { withTone, type Emoji } from '../emoji/emoji.ts';
import { searchEmoji } from '../emoji/search.ts';
import { isInCode } from '../markup/in-code.ts';
import type { Texts } from '../text/en.ts';
import type { Offer } from './completion-list.tsx';

const most = 6;
/** Two letters at least: one makes a face, as `:D` does. */
const typedCode =
  /(?<![\p{Letter}\p{Number}:]):(?=[\p{Letter}\p{Number}+])([\p{Letter}\p{Mark}\p{Number}_+-]{2,})$/u;

/** Whether an emoji's name is being typed after a colon, so that the emoji are wanted. */
export const typesEmoji = (before: string): boolean => typedCode.test(before) && !isInCode(before);

/** The emoji that are meant by what is being typed after a colon; undefined when nothing is. */
export function emojiOffer(
  t: Texts,
  before: string,
  all: readonly Emoji[] | undefined,
  tone: number,
): Offer | undefined {
  const found = all && !isInCode(before) ? typedCode.exec(before) : null;
  if (!all || !found) return undefined;
  const choices = searchEmoji(all, (found[1] ?? '').replaceAll('_', ' '), most).map((one) => {
    const emoji = withTone(one.emoji, one.hasTones ? tone : 0);
    return {
      key: one.emoji,
      insert: `${emoji} `,
      content: (
        <>
          <span className="emoji">{emoji}</span>
          <bdi className="one-line">{one.label}</bdi>
          <span className="quiet small" dir="ltr">
            {one.codes.length > 0 && `:${one.codes[0]}:`}
          </span>
        </>
      ),
    };
  });
  return { label: t.composer.emoji, from: found.index, choices };
}
