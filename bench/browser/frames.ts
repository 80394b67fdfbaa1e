import type { Page } from '@playwright/test';

/** Runs in the page: notes the time of every frame that it draws. */
function noteFrames(): void {
  const times: number[] = [];
  const note = (at: number): void => {
    times.push(at);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  Object.assign(globalThis, { frameTimes: times });
}

/** Begins to note when the page draws; the answered function gives the times between its frames so far, in ms. */
export async function watchFrames(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(noteFrames);
  return async () => {
    const times = await page.evaluate(() => (globalThis as unknown as { frameTimes: number[] }).frameTimes);
    return times.slice(1).map((at, i) => at - (times[i] ?? at));
  };
}
