import { undisturbed } from '../measures/undisturbed.ts';
import { percentile } from '../report/statistics.ts';
import { watchMainThread } from './main-thread.ts';
import { watchOthers } from './others.ts';
import { openRoom, type Scene } from './scene.ts';

const messagesPerSecond = 50;
const seconds = 15;
/** A fast typist. */
const keyMs = 110;
const triesMost = 2;
/** The browser tells of every event whose next frame came later than this, and gives times in steps of 8 ms. */
const shortestMs = 16;
const sentence = 'The kettle is on and the garden door is open, come in. ';

export interface TypingFigures {
  messagesPerSecond: number;
  keys: number;
  /** From a key's press to the next frame on the screen; `shortestMs` stands for everything up to it. */
  p50Ms: number;
  p95Ms: number;
  worstMs: number;
  /** The share of the time that the page's main thread needs for letters and messages together. */
  busy: number;
  cpu: { waited: number | null };
}

/** Runs in the page: notes how long each key press took to show. */
function noteKeys(shortest: number): void {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keypress') durations.push(duration);
  });
  observer.observe({ type: 'event', durationThreshold: shortest } as PerformanceObserverInit);
  Object.assign(globalThis, { keyDurations: durations });
}

/** The time from a key to its letter on the screen, in a room into which others write all the time. */
export function measureTyping(scene: Scene, room: string, group: string): Promise<TypingFigures> {
  return undisturbed(() => typeOnce(scene, room, group), triesMost);
}

async function typeOnce(scene: Scene, room: string, group: string): Promise<TypingFigures> {
  const { bench, chromium, server } = scene;
  const tab = await openRoom(scene, room, server.url);
  const { page } = tab;
  await page.locator('.composer textarea').focus();
  await page.evaluate(noteKeys, shortestMs);
  const posts = messagesPerSecond * seconds;
  const talking = bench.load.run({ do: 'talk', group, posts, postsPerSecond: messagesPerSecond, seed: 3 });
  const others = await watchOthers(chromium, [server.pid, bench.load.pid, process.pid]);
  const readWork = await watchMainThread(tab);
  const beganAt = performance.now();
  let keys = 0;
  for (; performance.now() - beganAt < (seconds - 1) * 1000; keys++) {
    const at = keys % sentence.length;
    // Each sentence is sent: its last character is the Enter key.
    await page.keyboard.press(at === sentence.length - 1 ? 'Enter' : (sentence[at] ?? ' '));
    await Bun.sleep(Math.max(0, beganAt + (keys + 1) * keyMs - performance.now()));
  }
  const [waited, { all }] = [await others(), await readWork()];
  const busy = all / (performance.now() - beganAt);
  await talking;
  const noted = await page.evaluate(() => (globalThis as unknown as { keyDurations: number[] }).keyDurations);
  await tab.close();
  const quick = Array.from({ length: Math.max(0, keys - noted.length) }, () => shortestMs);
  const sorted = [...quick, ...noted].toSorted((a, b) => a - b);
  const [p50Ms, p95Ms] = [percentile(sorted, 50), percentile(sorted, 95)];
  bench.say(
    `typing: p50 ${p50Ms} ms, p95 ${p95Ms} ms, ${noted.length} of ${keys} keys over ${shortestMs} ms, main thread ${(busy * 100).toFixed(0)} %; others ${((waited ?? 0) * 100).toFixed(0)} %`,
  );
  return {
    messagesPerSecond,
    keys,
    p50Ms,
    p95Ms,
    worstMs: sorted.at(-1) ?? Number.NaN,
    busy,
    cpu: { waited },
  };
}
