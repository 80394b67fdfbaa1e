/** How the browser tests run. `npm test` writes their sums to the file that ROOKERY_E2E_REPORT names. */
import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '../testkit/chromium.ts';

const report = process.env.ROOKERY_E2E_REPORT;
const wiring = process.env.ROOKERY_E2E_WIRING ?? 'embedded';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  // What one wiring left of a failure is not cleared away by the other.
  outputDir: `./results/${wiring}`,
  // Several people talk to one server in each test: two tests at once are enough for two cores.
  workers: 2,
  fullyParallel: false,
  // A test that passes at the second try hides a fault.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  // On separate services each test starts a dozen processes, two tests at once: a page may wait for its turn.
  expect: { timeout: wiring === 'cluster' ? 20_000 : 10_000 },
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    // Snapshots would fetch what the page's own policy forbids.
    trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
    launchOptions: chromiumOptions,
  },
});
