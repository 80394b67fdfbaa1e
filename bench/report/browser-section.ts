import type { BrowserFigures } from '../measures/browser.ts';
import { browserRows } from './browser-rows.ts';
import { markdownTable } from './row.ts';

const howToRead = `- **The browser** is headless Chromium on the same machine as the server and whoever else writes: all share its cores.
  It draws without a graphics card, so that the processor paints every pixel: a screen with one does better.
- **First load** counts what had arrived when the first message was drawn, in a browser that has stored nothing but the
  session's cookie. Over loopback scripts come in Brotli; their length in gzip is measured beside it.
- **Scrolling** turns the wheel by 5,000 pixels a second for 15 s up and 15 s down. The times are those between the frames
  for which the page's own code was ready. The main thread's CPU time stands beside it, since it hardly depends on what
  else runs on the machine, while frames do: "held up by other programs" says what share of the machine they took.
- **Key to screen** is what the browser itself notes (Event Timing), in steps of 8 ms from 16 ms on: from the key
  until its letter is on the screen. Every 55th key sends what was written.
- **Heap** is what JavaScript holds after a collection of garbage. The day is pressed into minutes: in every room others write
  all the time, rooms are looked at in turn, members, jump list and settings opened and closed, and the connection is
  lost now and then. Flat means that it does not grow from the first quarter on.`;

/** What `bench/results.md` says of the browser app. */
export function browserSection(date: string, figures: BrowserFigures): string[] {
  return [
    '## In the browser',
    '',
    'Written by `npm run bench -- browser`, and by a whole run.',
    '',
    `- ${date}`,
    `- Chromium ${figures.version}, headless, 1440 × 900`,
    '',
    ...markdownTable(browserRows(figures)),
    '',
    howToRead,
  ];
}
