import { useEffect, useState } from 'react';
import { currentLanguage, useTexts } from '../text/texts.ts';
import { emojiOf, type Emoji, type EnglishRow, type NameRow } from './emoji.ts';

/** Paths of the files, by language; written in by `web/build.ts`. */
declare const EMOJI_FILES: Readonly<Record<string, string>>;

/** Nobody who sends a message waits longer than this. */
const patienceMs = 1_500;

let loaded: { language: string; emoji: readonly Emoji[] } | undefined;
let loading: { language: string; emoji: Promise<readonly Emoji[]> } | undefined;

/** All emoji, with names in the language shown where there are any; from our own server, once. Rejects when it is away. */
export async function loadEmoji(): Promise<readonly Emoji[]> {
  const language = currentLanguage();
  if (loading?.language !== language) {
    const emoji = fetchEmoji(language);
    loading = { language, emoji };
    emoji.then(
      (all) => {
        loaded = { language, emoji: all };
      },
      () => {
        loading = undefined;
      },
    );
  }
  return loading.emoji;
}

/** The emoji if they are here already, in whatever language. */
export const emojiHere = (): readonly Emoji[] | undefined => loaded?.emoji;

/** The emoji to send a text with; none if they do not come soon: their names between colons can be read too. */
export async function emojiInTime(): Promise<readonly Emoji[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<readonly Emoji[]>((resolve) => {
    timer = setTimeout(() => resolve([]), patienceMs);
  });
  const all = await Promise.race([loadEmoji().catch(() => []), late]);
  clearTimeout(timer);
  return all;
}

async function fetchEmoji(language: string): Promise<readonly Emoji[]> {
  const names = language === 'en' ? undefined : EMOJI_FILES[language];
  const [english, named] = await Promise.all([
    rowsOf<EnglishRow>(EMOJI_FILES.en ?? ''),
    names === undefined ? undefined : rowsOf<NameRow>(names),
  ]);
  return emojiOf(english, named);
}

async function rowsOf<Row>(path: string): Promise<Row[]> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Row[];
}

/** All emoji once they are wanted and here; undefined before, and while the server is away. */
export function useEmoji(wanted: boolean): readonly Emoji[] | undefined {
  // Another language has other names.
  const t = useTexts();
  const [emoji, setEmoji] = useState(emojiHere);
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    loadEmoji().then(
      (all) => {
        if (!gone) setEmoji(all);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [wanted, t]);
  return wanted ? emoji : undefined;
}
