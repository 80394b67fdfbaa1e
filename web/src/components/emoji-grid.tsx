import { memo, useId, type CSSProperties } from 'react';
import { withTone, type Emoji } from '../emoji/emoji.ts';
import { moveInGrid } from './grid-focus.ts';

/** As many as are wide enough for a thumb on the narrowest phone. */
const columns = 8;

export interface EmojiPart {
  key: string;
  title: string;
  emoji: readonly Emoji[];
}

interface EmojiGridProps {
  label: string;
  parts: readonly EmojiPart[];
  tone: number;
  onPick: (emoji: string) => void;
}

/** Emoji in rows, section by section. One stop for Tab; the arrows move in it. */
export const EmojiGrid = memo(function EmojiGrid({ label, parts, tone, onPick }: EmojiGridProps) {
  const id = useId();
  const firstPart = parts.find(({ emoji }) => emoji.length > 0);
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- One of its cells has the focus.
    <div className="emoji-grid" role="grid" aria-label={label} onKeyDown={moveInGrid}>
      {parts.map(({ key, title, emoji }) => (
        <div
          key={key}
          role="rowgroup"
          aria-labelledby={`${id}-${key}`}
          data-part={key}
          style={{ '--rows': Math.ceil(emoji.length / columns) } as CSSProperties}
        >
          <div id={`${id}-${key}`} className="emoji-part" role="presentation">
            {title}
          </div>
          {inRows(emoji).map((row, rowAt) => (
            <div key={row[0]?.emoji} role="row">
              {row.map((one, at) => {
                const shown = withTone(one.emoji, one.hasTones ? tone : 0);
                return (
                  <button
                    key={one.emoji}
                    type="button"
                    role="gridcell"
                    data-cell
                    tabIndex={key === firstPart?.key && rowAt === 0 && at === 0 ? 0 : -1}
                    aria-label={one.label}
                    title={one.label}
                    onClick={() => onPick(shown)}
                  >
                    {shown}
                  </button>
                );
              })}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
});

function inRows(emoji: readonly Emoji[]): (readonly Emoji[])[] {
  return Array.from({ length: Math.ceil(emoji.length / columns) }, (_, at) =>
    emoji.slice(at * columns, (at + 1) * columns),
  );
}
