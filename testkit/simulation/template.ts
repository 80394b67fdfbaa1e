import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localBus } from '../../platform/bus-local.ts';
import { systemClock } from '../../platform/clock.ts';
import { openSqlite } from '../../platform/db-sqlite.ts';
import { readLimits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import * as chats from '../../services/chats/service.ts';

/** Memory, where there is a file system of it: nothing here needs to outlive the run, and flushing a disk takes time. */
const memory = '/dev/shm';

/** Makes a folder for the stores of many runs, with an empty store to copy for each. Gone when the process ends. */
export async function storeFolder(): Promise<{ folder: string; empty: string }> {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'rookery-simulation-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const empty = join(folder, 'empty.sqlite');
  const service = chats.create({
    database: openSqlite(empty),
    bus: localBus(() => undefined),
    clock: systemClock,
    secret: new Uint8Array(32),
    log: createLog('silent'),
    metrics: createMetrics('chats'),
    limits: readLimits({}),
    publicAddress: () => '',
  });
  await service.start();
  await service.stop();
  return { folder, empty };
}
