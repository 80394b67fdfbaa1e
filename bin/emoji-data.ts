/**
 * Makes `web/emoji/*.json`, what the browser app knows of emoji, from emojibase-data: a fiftieth of that package, so that
 * nobody who only runs Rookery has to download it. `--check` fails when the files are not what they would be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTone } from '../web/src/emoji/emoji.ts';

/** Emoji that came later show as boxes on many systems. */
const newestVersion = 16;
/** Parts of other emoji, such as skin tones alone. */
const componentGroup = 2;
/** What Slack, GitHub and others call them, the most common first. */
const shortcodeSets = ['github', 'iamcal', 'emojibase'];

interface Source {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order: number;
  version: number;
  /** One, or two where two people can differ. */
  tone?: number | number[];
  skins?: Source[];
}

const root = join(import.meta.dir, '..');
const read = (path: string): unknown =>
  JSON.parse(readFileSync(join(root, 'node_modules', 'emojibase-data', path), 'utf8'));

/** As keyboards type it: with the sign for a picture only where it would be a letter without. */
const typed = (emoji: string): string => emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, '$1');

const codes = shortcodeSets.map(
  (set) => read(`en/shortcodes/${set}.json`) as Record<string, string | string[]>,
);
const taken = new Set<string>();
function shortcodes(hexcode: string): string {
  const own = codes.flatMap((set) => set[hexcode] ?? []).filter((code) => /^[a-z0-9_+-]+$/.test(code));
  const free = own.filter((code) => !taken.has(code));
  for (const code of free) taken.add(code);
  return [...new Set(free)].join(' ');
}

const names = ({ label, tags = [] }: Source): [string, string] => [
  label,
  tags.filter((tag) => !label.toLowerCase().includes(tag.toLowerCase())).join(' '),
];

const english = (read('en/data.json') as Source[])
  .filter(({ group, version }) => group !== undefined && group !== componentGroup && version <= newestVersion)
  .toSorted((a, b) => a.order - b.order);
const german = new Map((read('de/data.json') as Source[]).map((one) => [one.hexcode, one]));
const rows = {
  en: english.map((one) => {
    const emoji = typed(one.emoji);
    // Only where each of the five tones is made in the one way that the app knows.
    const ofOneTone = one.skins?.filter(({ tone }) => typeof tone === 'number') ?? [];
    const tones =
      ofOneTone.length > 0 && ofOneTone.every((skin, at) => skin.emoji === withTone(emoji, at + 1));
    return [emoji, one.group, tones ? 1 : 0, ...names(one), shortcodes(one.hexcode)];
  }),
  de: english.map((one) => names(german.get(one.hexcode) ?? one)),
};

for (const [language, list] of Object.entries(rows)) {
  const file = join(root, 'web', 'emoji', `${language}.json`);
  const text = `[\n${list.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`web/emoji/${language}.json is not what emojibase-data has: npx bun bin/emoji-data.ts`);
    process.exitCode = 1;
  }
}
