import { undisturbed } from '../measures/undisturbed.ts';
import { percentile } from '../report/statistics.ts';
import type { Tab } from './chromium.ts';
import { watchFrames } from './frames.ts';
import { watchMainThread, type MainThread } from './main-thread.ts';
import { watchOthers } from './others.ts';
import { openRoom, type Scene } from './scene.ts';

/** As fast as somebody turns a wheel who looks for something: several screens a second. */
const pixelsPerSecond = 5_000;
const secondsEachWay = 15;
const triesMost = 2;
/** A frame that took longer was missed by somebody who looks. */
const slowFrameMs = 32;

export interface ScrollingFigures {
  /** Messages that passed by, up and down. */
  messages: number;
  seconds: number;
  framesPerSecond: number;
  /** The share of frames that took longer than so many ms. */
  slowFrames: number;
  slowFrameMs: number;
  p99Ms: number;
  worstMs: number;
  /** CPU time of the page's main thread for one frame, in ms. */
  work: MainThread;
  cpu: { waited: number | null };
}

/** Frames that the page draws while somebody scrolls by wheel, far up and down again. */
export function measureScrolling(scene: Scene, room: string): Promise<ScrollingFigures> {
  return undisturbed(() => scrollOnce(scene, room), triesMost);
}

async function scrollOnce(scene: Scene, room: string): Promise<ScrollingFigures> {
  const { bench, chromium, server } = scene;
  const tab = await openRoom(scene, room, server.url);
  const [bottom, others] = [await firstSeq(tab), await watchOthers(chromium, [server.pid, process.pid])];
  const [readFrames, readWork] = [await watchFrames(tab.page), await watchMainThread(tab)];
  const beganAt = performance.now();
  await scroll(tab, 'up');
  const top = await firstSeq(tab);
  await scroll(tab, 'down');
  const seconds = (performance.now() - beganAt) / 1000;
  const [frames, { all, script, styleAndLayout }] = [await readFrames(), await readWork()];
  const [waited, end] = [await others(), await firstSeq(tab)];
  await tab.close();
  const sorted = frames.toSorted((a, b) => a - b);
  const figures = {
    messages: bottom - top + (end - top),
    seconds,
    framesPerSecond: frames.length / seconds,
    slowFrames: frames.filter((ms) => ms > slowFrameMs).length / frames.length,
    slowFrameMs,
    p99Ms: percentile(sorted, 99),
    worstMs: sorted.at(-1) ?? Number.NaN,
    work: {
      all: all / frames.length,
      script: script / frames.length,
      styleAndLayout: styleAndLayout / frames.length,
    },
    cpu: { waited },
  };
  bench.say(
    `scrolling: ${figures.framesPerSecond.toFixed(1)} frames/s, ${(figures.slowFrames * 100).toFixed(2)} % slow, worst ${figures.worstMs.toFixed(0)} ms, ${figures.messages} messages, ${figures.work.all.toFixed(1)} ms CPU a frame; others ${((waited ?? 0) * 100).toFixed(0)} %`,
  );
  return figures;
}

async function scroll({ page, cdp }: Tab, direction: 'up' | 'down'): Promise<void> {
  const box = await page.locator('.log').boundingBox();
  if (!box) throw new Error('there is no conversation on the page');
  await cdp.send('Input.synthesizeScrollGesture', {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: (direction === 'up' ? 1 : -1) * pixelsPerSecond * secondsEachWay,
    speed: pixelsPerSecond,
    gestureSourceType: 'mouse',
  });
}

/** The seq of the first message in view. */
function firstSeq({ page }: Tab): Promise<number> {
  return page.locator('.log').evaluate((log) => {
    const { top } = log.getBoundingClientRect();
    const rows = [...log.querySelectorAll<HTMLElement>('[data-seq]')];
    return Number(rows.find((row) => row.getBoundingClientRect().bottom > top)?.dataset.seq);
  });
}
