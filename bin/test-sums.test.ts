import { expect, test } from 'bun:test';
import { addSums, bunSums, playwrightSums, sumLine } from './test-sums.mjs';

const xml = (tests: number, failures: number, skipped: number) =>
  `<?xml version="1.0"?>\n<testsuites name="bun test" tests="${tests}" assertions="9" failures="${failures}" skipped="${skipped}" time="1">`;
const json = (expected: number, unexpected: number, errors: unknown[] = []) =>
  JSON.stringify({ stats: { expected, unexpected, flaky: 0, skipped: 2 }, errors });

test('sums are those of the reports; skipped tests count as neither', () => {
  expect(bunSums(xml(10, 2, 1), 1)).toEqual({ passed: 7, failed: 2 });
  expect(playwrightSums(json(5, 1), 1)).toEqual({ passed: 5, failed: 1 });
});

test('a runner that crashed or ran nothing counts as failed', () => {
  expect(bunSums(null, 139)).toMatchObject({ passed: 0, failed: 1 });
  expect(bunSums(xml(3, 0, 0), 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(bunSums(xml(0, 0, 0), 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(playwrightSums(null, 1)).toMatchObject({ passed: 0, failed: 1 });
  expect(playwrightSums(json(0, 0), 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(playwrightSums(json(4, 0, [{ message: 'a file cannot be loaded' }]), 1)).toMatchObject({
    failed: 1,
  });
});

test('the last line', () => {
  const sum = addSums([
    { passed: 2, failed: 0 },
    { passed: 3, failed: 1 },
  ]);
  expect(sumLine(sum)).toBe('5 passed, 1 failed');
});
