import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { loadEmoji, useEmoji } from '../emoji/load.ts';
import { sections, withTone, type Emoji, type Section } from '../emoji/emoji.ts';
import { searchEmoji } from '../emoji/search.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { EmojiGrid, type EmojiPart } from './emoji-grid.tsx';
import { focusCell, moveInGrid } from './grid-focus.ts';
import { isComposing, isTouch } from './keys.ts';
import { useLeaving } from './use-leaving.ts';

/** More than one wants to look through. */
const mostFound = 80;
/** The one that shows tones and sections. */
const hand = '✋';
const signs: Readonly<Record<Section, string>> = {
  smileys: '😀',
  people: '👋',
  nature: '🐻',
  food: '🍔',
  travel: '✈️',
  activities: '⚽',
  objects: '💡',
  symbols: '💜',
  flags: '🏁',
};

interface EmojiPickerProps {
  /** What opened it: what happens there does not close it. */
  opener: RefObject<HTMLElement | null>;
  onPick: (emoji: string) => void;
  /** Whether the focus should return to where it was, or is somewhere else already. */
  onClose: (focus: 'returns' | 'stays') => void;
}

/** All emoji, to look through and to search. Loaded when opened. */
export function EmojiPicker({ opener, onPick, onClose }: EmojiPickerProps) {
  const t = useTexts();
  const { emojiHabits } = useMy();
  const all = useEmoji(true);
  const failed = useFailure();
  const [typed, setTyped] = useState('');
  const [tone, setTone] = useState(emojiHabits.tone);
  // Those of the time when it was opened: nothing moves under the finger.
  const [recent] = useState(emojiHabits.recent);
  const panel = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  useLeaving(panel, opener, onClose);
  useLayoutEffect(() => {
    // On a phone the keyboard would cover what one came to choose from.
    if (!isTouch()) search.current?.focus();
  }, []);

  const parts = useMemo((): EmojiPart[] => {
    if (!all) return [];
    if (typed.trim() !== '')
      return [{ key: 'found', title: t.emoji.results, emoji: searchEmoji(all, typed, mostFound) }];
    const own = recent.flatMap((one) => asTaken(all, one));
    const inSections = sections.flatMap((section, at): EmojiPart[] =>
      section === null
        ? []
        : [{ key: section, title: t.emoji.groups[section], emoji: all.filter((one) => one.section === at) }],
    );
    return own.length > 0
      ? [{ key: 'recent', title: t.emoji.recent, emoji: own }, ...inSections]
      : inSections;
  }, [all, typed, recent, t]);

  const pick = useRef(onPick);
  pick.current = onPick;
  const take = useMemo(
    () =>
      (emoji: string): void => {
        emojiHabits.took(emoji);
        pick.current(emoji);
      },
    [emojiHabits],
  );
  const grid = (): HTMLElement | null | undefined => panel.current?.querySelector<HTMLElement>('[role=grid]');
  const show = (part: string): void => {
    const list = grid();
    const group = list?.querySelector<HTMLElement>(`[data-part=${part}]`);
    if (list && group) list.scrollTop = group.offsetTop - list.offsetTop;
  };
  const pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const list = grid();
    const first = list?.querySelector<HTMLElement>('[data-cell]');
    if (!list || !first) return;
    if (event.key === 'ArrowDown') focusCell(list, first);
    else if (event.key === 'Enter' && typed.trim() !== '') first.click();
    else return;
    event.preventDefault();
  };
  const none = all && typed.trim() !== '' && parts[0]?.emoji.length === 0;
  return (
    <div ref={panel} className="emoji-picker" role="dialog" aria-label={t.emoji.open}>
      <div className="emoji-head">
        <input
          ref={search}
          className="input"
          type="search"
          aria-label={t.emoji.search}
          placeholder={t.emoji.search}
          autoComplete="off"
          spellCheck={false}
          dir={typed === '' ? undefined : 'auto'}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <select
          className="input"
          aria-label={t.emoji.tone}
          value={tone}
          onChange={(event) => {
            const chosen = Number(event.currentTarget.value);
            setTone(chosen);
            emojiHabits.chooseTone(chosen);
          }}
        >
          {t.emoji.tones.map((name, at) => (
            <option key={name} value={at} aria-label={name}>
              {withTone(hand, at)}
            </option>
          ))}
        </select>
      </div>
      {typed.trim() === '' && all && (
        // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- One of its buttons has the focus.
        <div className="emoji-sections" role="toolbar" aria-label={t.emoji.sections} onKeyDown={moveInGrid}>
          {parts.map(({ key, title }, at) => (
            <button
              key={key}
              type="button"
              data-cell
              tabIndex={at === 0 ? 0 : -1}
              aria-label={title}
              title={title}
              onClick={() => show(key)}
            >
              {key in signs ? signs[key as Section] : '🕘'}
            </button>
          ))}
        </div>
      )}
      <p className={none ? 'emoji-none' : 'visually-hidden'} role="status">
        {none
          ? t.emoji.none(typed.trim())
          : typed.trim() === ''
            ? ''
            : t.palette.found(parts[0]?.emoji.length ?? 0)}
      </p>
      {all ? (
        !none && <EmojiGrid label={t.composer.emoji} parts={parts} tone={tone} onPick={take} />
      ) : (
        <p className="emoji-none">{failed ? t.emoji.failed : t.general.loading}</p>
      )}
    </div>
  );
}

/** One as it was taken, with the tone that it had then. */
function asTaken(all: readonly Emoji[], emoji: string): Emoji[] {
  const plain = emoji.replaceAll(/\p{Emoji_Modifier}/gu, '');
  const found = all.find(
    (one) => one.emoji === emoji || one.emoji.replaceAll('\ufe0f', '') === plain.replaceAll('\ufe0f', ''),
  );
  return found ? [{ ...found, emoji, hasTones: false }] : [];
}

/** Whether the emoji could not be loaded. */
function useFailure(): boolean {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    loadEmoji().catch(() => setFailed(true));
  }, []);
  return failed;
}
