import { mkdirSync } from 'node:fs';
import { devices, type BrowserContextOptions, type Page } from '@playwright/test';
import sharp from 'sharp';
import { inRoot } from '../../bin/paths.mjs';
import { expect, test as standard } from '../test.ts';
import { PictureClock } from './picture-clock.ts';

export { expect };

/** The sizes that are looked at. */
export const wide = { width: 1440, height: 900 };
export const narrow = { width: 1024, height: 768 };
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

/** A test that makes pictures: its server's clock is set by the scene. */
export const test = standard.extend<{ clock: PictureClock }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  clock: async ({}, use) => {
    const clock = new PictureClock();
    await use(clock);
    clock.remove();
  },
  settings: async ({ clock }, use) => use({ ...clock.settings, ROOKERY_REGISTRATION: 'open' }),
});

/** Writes `docs/screens/<name>-light.png` and `-dark.png` of what a page shows, once all of it is there. */
export async function picture(page: Page, name: string, { connected = true } = {}): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const away = page.locator('.connection-line');
  mkdirSync(inRoot('docs', 'screens'), { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    let png: Buffer = Buffer.alloc(0);
    // A clock that is set looks to the server like a silent bus: it sends its sockets away, and they come back.
    await expect(async () => {
      if (connected) await expect(away).toHaveCount(0);
      png = await page.screenshot({ caret: 'hide' });
      if (connected) expect(await away.count()).toBe(0);
    }).toPass();
    // A page has few colours: with a palette a picture takes a third of the bytes.
    const file = inRoot('docs', 'screens', `${name}-${colorScheme}.png`);
    await sharp(png).png({ palette: true, effort: 10 }).toFile(file);
  }
}
