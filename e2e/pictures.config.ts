/**
 * Makes the pictures in docs/: `npm run pictures`, or after the browser app was built
 * `npx playwright test --config e2e/pictures.config.ts`.
 */
import { defineConfig } from '@playwright/test';
import standard from './playwright.config.ts';

// Times in the pictures are those of the scenes, wherever the pictures are made.
process.env.TZ = 'UTC';

export default defineConfig({
  ...standard,
  testMatch: ['pictures.ts', 'scenes/*.pictures.ts'],
  workers: 1,
  reporter: 'list',
});
