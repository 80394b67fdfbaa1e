import type { Page } from '@playwright/test';

/**
 * Stops the time of a page, whose clock is installed. The page's time jumps a little for that: by so much that the browser
 * is told before that moment is over, also on a busy machine.
 */
export async function standStill(page: Page): Promise<void> {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5_000);
}
