/** Small SVG plots, by hand: they need no library, and a diff shows what changed. */

const [width, height] = [640, 320];
const area = { left: 70, right: 20, top: 40, bottom: 40 };
const ink = '#1f2933';
const colours = ['#2563a8', '#9aa5b1'];
const plotWidth = width - area.left - area.right;
const plotHeight = height - area.top - area.bottom;

/** A round number at or above `value`: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escaped(words)}</text>`;
}

function frame(title: string, inside: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(area.left, 22, title, 'start', ' font-size="15" font-weight="bold"'),
    ...inside,
    '</svg>\n',
  ].join('\n');
}

const yOf = (value: number, most: number) => area.top + plotHeight * (1 - value / most);

function scale(most: number, label: (value: number) => string): string[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((part) => {
    const y = yOf(part, 1);
    return [
      `<line x1="${area.left}" x2="${width - area.right}" y1="${y}" y2="${y}" stroke="#e4e7eb"/>`,
      text(area.left - 8, y + 4, label(part * most), 'end'),
    ];
  });
}

export interface Bars {
  label: string;
  values: number[];
}

/** Groups of bars beside each other; `names` tells what the bars of each group are, two at most. */
export function barPlot(title: string, names: readonly string[], groups: readonly Bars[]): string {
  const most = roundUp(Math.max(...groups.flatMap(({ values }) => values)));
  const groupWidth = plotWidth / groups.length;
  const barWidth = (groupWidth * 0.6) / names.length;
  const bars = groups.flatMap(({ label, values }, group) => {
    const from = area.left + groupWidth * (group + 0.2);
    const drawn = values.flatMap((value, i) => {
      const [x, y] = [from + i * barWidth, yOf(value, most)];
      const size = `width="${(barWidth - 6).toFixed(1)}" height="${(area.top + plotHeight - y).toFixed(1)}"`;
      return [
        `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${size} fill="${colours[i]}"/>`,
        text(x + (barWidth - 6) / 2, y - 5, Math.round(value).toLocaleString('en-US'), 'middle'),
      ];
    });
    return [
      ...drawn,
      text(area.left + groupWidth * (group + 0.5), height - area.bottom + 18, label, 'middle'),
    ];
  });
  const legend = names.flatMap((name, i) => {
    const x = width - area.right - 150 * (names.length - i);
    return [
      `<rect x="${x}" y="12" width="11" height="11" fill="${colours[i]}"/>`,
      text(x + 16, 22, name, 'start'),
    ];
  });
  return frame(title, [...scale(most, (value) => value.toLocaleString('en-US')), ...bars, ...legend]);
}

/** A line through the values of the percentiles 0, 1, … 100, with a dashed line at `reference`. */
export function percentilePlot(
  title: string,
  percentiles: readonly number[],
  reference: { value: number; name: string },
): string {
  // The maximum alone would flatten everything else.
  const shown = percentiles.slice(0, 100);
  const most = roundUp(Math.max(...shown, reference.value));
  const xOf = (percent: number) => area.left + (plotWidth * percent) / 100;
  const line = shown
    .map((value, percent) => `${xOf(percent).toFixed(1)},${yOf(value, most).toFixed(1)}`)
    .join(' ');
  const y = yOf(reference.value, most);
  return frame(title, [
    ...scale(most, (value) => `${value.toLocaleString('en-US')} ms`),
    ...[0, 25, 50, 75, 90, 99].map((p) => text(xOf(p), height - area.bottom + 18, `p${p}`, 'middle')),
    `<line x1="${area.left}" x2="${width - area.right}" y1="${y}" y2="${y}" stroke="${colours[1]}" stroke-dasharray="5 4"/>`,
    text(area.left + 6, y - 6, reference.name, 'start'),
    `<polyline points="${line}" fill="none" stroke="${colours[0]}" stroke-width="2.5"/>`,
  ]);
}
