import { expect, test } from 'bun:test';
import { barPlot, percentilePlot, roundUp } from './plot.ts';

test('the end of a scale is a round number', () => {
  expect([0.3, 1, 1.1, 2.2, 4200, 9_999].map(roundUp)).toEqual([0.5, 1, 2, 2.5, 5000, 10_000]);
});

test('a plot is one well-formed picture, whatever its labels hold', () => {
  const bars = barPlot('A < B & C', ['one', 'two'], [{ label: '<1>', values: [3, 4] }]);
  const line = percentilePlot(
    'Time',
    Array.from({ length: 101 }, (_, i) => i / 10),
    { value: 2, name: 'disk' },
  );
  for (const svg of [bars, line]) {
    expect(svg.match(/<svg /g)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|undefined|& |<1>/);
    expect(svg.trimEnd()).toEndWith('</svg>');
  }
});
