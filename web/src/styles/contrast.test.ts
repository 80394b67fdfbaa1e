import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Theme = 'light' | 'dark';

const css = readFileSync(join(import.meta.dir, 'tokens.css'), 'utf8');
const controls = readFileSync(join(import.meta.dir, 'controls.css'), 'utf8');

/** The relative luminance (WCAG 2) of an opaque `oklch(l c h)`: by OKLab to linear sRGB, as CSS Color 4 has it. */
function luminance(color: string): number {
  const found = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(color);
  if (!found) throw new Error(`no opaque oklch colour: ${color}`);
  const [lightness = 0, chroma = 0, hue = 0] = found.slice(1).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  // What a screen cannot show is cut off, as a browser does it.
  const shown = (channel: number): number => Math.min(1, Math.max(0, channel));
  const red = shown(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = shown(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = shown(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Which of the two a theme takes of `light-dark(…, …)`. */
function inTheme(value: string, theme: Theme): string {
  const found = /^light-dark\((oklch\([^)]+\)), (oklch\([^)]+\))\)$/.exec(value);
  return (theme === 'light' ? found?.[1] : found?.[2]) ?? value;
}

function token(name: string, theme: Theme): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`there is no --${name}`);
  return inTheme(value, theme);
}

/** What is read stands on what, and how clear it has to be: AAA for what people write, AA for all else, 3 for lines. */
const pairs: readonly [least: number, front: string, backs: readonly string[]][] = [
  [7, 'text', ['ground', 'raised', 'side', 'hover', 'row-hover', 'pressed', 'code', 'accent-wash']],
  [4.5, 'quiet', ['ground', 'raised', 'side', 'hover', 'row-hover', 'pressed', 'code', 'accent-wash']],
  [4.5, 'accent', ['ground', 'raised', 'side', 'hover', 'row-hover', 'code', 'accent-wash']],
  [4.5, 'danger', ['ground', 'raised', 'hover', 'row-hover', 'accent-wash', 'danger-wash']],
  ...['keyword', 'string', 'number', 'title', 'type'].map((kind): [number, string, string[]] => [
    4.5,
    `code-${kind}`,
    ['code'],
  ]),
  [4.5, 'danger', ['code']],
  [4.5, 'on-accent', ['accent-fill', 'danger-fill']],
  [3, 'field-line', ['ground', 'raised', 'side']],
  [3, 'online', ['ground', 'side']],
];

for (const theme of ['light', 'dark'] as const) {
  test(`what is read is clear enough in the ${theme} theme`, () => {
    const weak = pairs.flatMap(([least, front, backs]) =>
      backs
        .map((back) => ({ front, back, contrast: contrast(token(front, theme), token(back, theme)) }))
        .filter((pair) => pair.contrast < least),
    );
    expect(weak).toEqual([]);
  });

  test(`an initial is clear enough on every colour that a person may have in the ${theme} theme`, () => {
    const value = /\.avatar \{[^}]*background: light-dark\((.+), (oklch.+)\);/.exec(controls);
    const background = (theme === 'light' ? value?.[1] : value?.[2]) ?? '';
    const weak = Array.from({ length: 360 }, (_, hue) =>
      contrast(background.replace('var(--hue, 268)', String(hue)), 'oklch(0.99 0 0)'),
    ).filter((each) => each < 4.5);
    expect(background).toContain('var(--hue');
    expect(weak).toEqual([]);
  });
}
