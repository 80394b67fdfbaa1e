import { expect, test } from '@playwright/test';
import { judge, line, worse, type Writer } from './tally.ts';

const writer = (typed: string[], acknowledged: string[], seen: string[]): Writer => ({
  name: 'ada',
  typed,
  acknowledged: new Set(acknowledged),
  seen: new Set(seen),
});

test('what was acknowledged must be there, once and in order', () => {
  const writers = [writer(['a', 'b', 'c'], ['a', 'b'], ['a'])];
  expect(judge(['a', 'b'], writers, false)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
  expect(judge(['a'], writers, false)).toEqual({ lost: 1, doubled: 0, outOfOrder: 0 });
  expect(judge(['b', 'a', 'b'], writers, false)).toEqual({ lost: 0, doubled: 1, outOfOrder: 1 });
});

test('at the end all that was typed must be there and seen', () => {
  expect(judge(['a', 'b'], [writer(['a', 'b'], ['a', 'b'], ['a', 'b'])], true).lost).toBe(0);
  expect(judge(['a', 'b'], [writer(['a', 'b'], ['a', 'b'], ['a'])], true).lost).toBe(1);
  expect(judge(['a'], [writer(['a', 'b'], ['a'], ['a', 'b'])], true).lost).toBe(1);
});

test('what was once wrong stays so, and the line tells all of it', () => {
  const verdict = worse({ lost: 1, doubled: 0, outOfOrder: 0 }, { lost: 0, doubled: 2, outOfOrder: 0 });
  expect(line(3, [writer(['a', 'b'], ['a'], [])], verdict)).toBe(
    'kills 3 · typed 2 · acknowledged 1 · seen by the other 0 · lost 1 · doubled 2 · out of order 0',
  );
});
