import { closeSync, fdatasyncSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** As long as SQLite's log is before it begins anew: what a commit writes to is there already, mostly. */
const fileBytes = 4 * 1024 * 1024;
/** What a small commit writes: a few pages. */
const writeBytes = 12 * 1024;
const times = 150;
/** As often as posts come in the measure of latency. */
const everyMs = 5;

/** How long this disk takes to make a small write durable: that many times, in ms, ascending. */
export async function measureFsync(folder: string): Promise<number[]> {
  const path = join(folder, 'fsync-trial');
  const file = openSync(path, 'w', 0o600);
  const took: number[] = [];
  try {
    writeSync(file, new Uint8Array(fileBytes));
    fsyncSync(file);
    const page = new Uint8Array(writeBytes).fill(7);
    for (let i = 0; i < times; i++) {
      await Bun.sleep(everyMs);
      const beganAt = performance.now();
      writeSync(file, page, 0, writeBytes, (i * writeBytes) % (fileBytes - writeBytes));
      fdatasyncSync(file);
      took.push(performance.now() - beganAt);
    }
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
  return took.toSorted((a, b) => a - b);
}
