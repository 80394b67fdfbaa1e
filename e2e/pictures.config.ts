/** Makes the pictures in docs/: `npx playwright test --config e2e/pictures.config.ts`, after the browser app was built. */
import { defineConfig } from '@playwright/test';
import standard from './playwright.config.ts';

export default defineConfig({ ...standard, testMatch: 'pictures.ts', workers: 1, reporter: 'list' });
