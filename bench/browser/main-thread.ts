import type { Tab } from './chromium.ts';

/** CPU time of the page's main thread, in ms: unlike the time between frames it hardly depends on other programs. */
export interface MainThread {
  all: number;
  script: number;
  styleAndLayout: number;
}

/** Watches what the page's main thread works; the answered function gives its work since. */
export async function watchMainThread({ cdp }: Tab): Promise<() => Promise<MainThread>> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<MainThread> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const ms = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? 0) * 1000;
    return {
      all: ms('TaskDuration'),
      script: ms('ScriptDuration'),
      styleAndLayout: ms('LayoutDuration') + ms('RecalcStyleDuration'),
    };
  };
  const before = await read();
  return async () => {
    const after = await read();
    return {
      all: after.all - before.all,
      script: after.script - before.script,
      styleAndLayout: after.styleAndLayout - before.styleAndLayout,
    };
  };
}
