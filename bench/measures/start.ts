import { memoryOf, type Memory } from '../processes/usage.ts';
import { startRookery } from '../processes/server.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

const starts = 7;
const idleSeconds = 5;

export interface StartFigures {
  readyMs: number[];
  medianMs: number;
  /** After so long without anybody; null where memory cannot be read. */
  idle: Memory | null;
}

/** From the exec of Bun until the page is answered, with the store in place; and the memory of an idle server. */
export async function measureStart({ cores, port, dataFolder, say }: Bench): Promise<StartFigures> {
  const readyMs: number[] = [];
  let idle: Memory | null = null;
  for (let i = 0; i < starts; i++) {
    const server = await startRookery({ core: cores.server, port, dataFolder });
    readyMs.push(server.readyMs);
    if (i === starts - 1) {
      await Bun.sleep(idleSeconds * 1000);
      idle = memoryOf(server.pid);
    }
    await server.stop();
  }
  say(`start: ${readyMs.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  return { readyMs, medianMs: median(readyMs), idle };
}
