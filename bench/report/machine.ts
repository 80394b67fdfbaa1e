import { statfsSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import type { Cores } from '../processes/cores.ts';

/** File systems that live in memory, as `statfs` numbers them: tmpfs and ramfs. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/** Where and with what was measured: one fact a line. */
export function describeMachine(dataFolder: string, cores: Cores): string[] {
  const processors = cpus();
  const gibibytes = (totalmem() / 1024 ** 3).toFixed(0);
  const volatile = process.platform === 'linux' && inMemory.has(statfsSync(dataFolder).type);
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Rookery ${packageJson.version}, Bun ${Bun.version}`,
    `Machine: ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${gibibytes} GiB, ${type()} ${release()}`,
    `Processes: ${cores.note}`,
    volatile
      ? 'Disk: none. The data folder is in memory, so fsync costs nothing here; set ROOKERY_BENCH_FOLDER to a folder on a disk.'
      : 'Disk: the one of the temporary folder, unless ROOKERY_BENCH_FOLDER names another folder',
  ];
}
