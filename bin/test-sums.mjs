/** How many tests passed and failed, out of the runners' own reports. */

/** Makes sure that a crashed or empty run never looks like a success. */
function checked(passed, failed, code, runner) {
  if (failed === 0 && code !== 0) return { passed, failed: 1, note: `${runner} ended with code ${code}` };
  if (failed === 0 && passed === 0) return { passed, failed: 1, note: `${runner} ran no test` };
  return { passed, failed };
}

/** From Bun's JUnit file (null if there is none) and exit code. */
export function bunSums(xml, code) {
  const head = /<testsuites\b[^>]*>/.exec(xml ?? '')?.[0] ?? '';
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return checked(count('tests') - failed - count('skipped'), failed, code, 'bun test');
}

/** From Playwright's JSON file (null if there is none) and exit code. */
export function playwrightSums(json, code) {
  const { stats, errors } = JSON.parse(json ?? '{}');
  // Errors are those outside of any test, such as a file that cannot be loaded.
  const failed = (stats?.unexpected ?? 0) + (errors?.length ?? 0);
  return checked((stats?.expected ?? 0) + (stats?.flaky ?? 0), failed, code, 'playwright');
}

/** The sum of several `{ passed, failed }`. */
export function addSums(sums) {
  return sums.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** The last line of every run. */
export const sumLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
