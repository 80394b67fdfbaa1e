import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserFigures } from '../measures/browser.ts';
import { browserSection } from './browser-section.ts';
import { barPlot, percentilePlot } from './plot.ts';
import { markdownTable } from './row.ts';
import { serverRows, type Results } from './rows.ts';
import { section, withSection } from './section.ts';

const folder = join(import.meta.dir, '..');
const file = join(folder, 'results.md');

const howToRead = `Machines differ and are noisy. What counts are the figures beside which another one of the same run stands:

- **Fan-out.** One socket posts; a message counts once all 1,000 sockets of the room have it, and the next follows.
  Rookery stores each message durably before anybody gets it. Raw Bun publish is a server of a few lines (\`bench/raw\`)
  that stores nothing and sends frames of the same length; both run in turn against the same load generator. The ratio
  is the median of the rounds' ratios.
- **Durable posts.** Every sender has its room open, so that a post costs an acknowledgement and a delivery. Only
  acknowledged posts count, and an acknowledgement follows an fsynced commit.
- **Post to delivery.** From the moment a post is written to its socket until each member's frame is read, over all
  deliveries, posted at a steady rate whatever comes back. It contains one fsync at least, which is measured before and
  after on the same disk.
- **The load generator** is a process of its own (\`bench/load\`), which only counts frames. It is not the bottleneck as
  long as the server's CPU is near 100 %. Where the load's is the higher one, the server could do more than is shown;
  with raw publish that means a ratio that is a little too good, and the ratio by CPU, which no load generator
  moves, stands beside it.
- **CPU each** is the server's CPU time for one delivery or post. It hardly moves when other programs run on the machine,
  while rates do; "held up by other programs" says for what share of the time they did. A run with over 10 % of that is
  made again, a few times at most.
- **Exec to ready** is from Bun's exec until \`GET /\` answers 200, with an existing store. **Idle memory** is the
  resident memory 5 s later with nobody connected; pages of Bun's executable file are part of it.`;

/** Writes `bench/results.md` and its plots. */
export function writeResults(machine: readonly string[], results: Required<Results>): void {
  const { fanOut, latency } = results;
  const plots = join(folder, 'plots');
  mkdirSync(plots, { recursive: true });
  const bars = fanOut.map(({ inFlight, rookery, raw }) => ({
    label: `${inFlight} in flight`,
    values: [rookery.median, raw.median],
  }));
  writeFileSync(
    join(plots, 'fan-out.svg'),
    barPlot('Deliveries/s to a room of 1,000', ['Rookery', 'raw Bun publish'], bars),
  );
  const reference = { value: latency.fsync.p50, name: 'one small fsync on this disk' };
  writeFileSync(
    join(plots, 'latency.svg'),
    percentilePlot('Post to delivery', latency.percentiles, reference),
  );
  const lines = [
    '# Measured speed and memory',
    '',
    'Written by `npm run bench`; run it to see your own machine.',
    '',
    ...machine.map((fact) => `- ${fact}`),
    '',
    ...markdownTable(serverRows(results)),
    '',
    '![Deliveries per second, beside raw publish](plots/fan-out.svg)',
    '![Time from post to delivery by percentile, beside the disk](plots/latency.svg)',
    '',
    '## How to read this',
    '',
    howToRead,
    '',
    ...section('browser', browserSection(machine[0] ?? '', results.browser)),
    '',
  ];
  writeFileSync(file, lines.join('\n'));
}

/** Writes the browser's part of `bench/results.md` anew, if there is one; what else was measured stays. */
export function writeBrowserResults(machine: readonly string[], figures: BrowserFigures): void {
  if (!existsSync(file)) return;
  const document = readFileSync(file, 'utf8');
  const changed = withSection(document, 'browser', browserSection(machine[0] ?? '', figures));
  if (changed !== null) writeFileSync(file, changed);
}
