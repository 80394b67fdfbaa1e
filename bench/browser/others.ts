import { cpus } from 'node:os';
import { cpuSeconds, machineCpuSeconds } from '../processes/usage.ts';
import type { Chromium } from './chromium.ts';

/**
 * Watches what other programs do meanwhile. The answered function gives the share of the machine's CPU time that was not
 * to be had, since neither the browser nor one of `pids` used it and it was not idle; null where that cannot be read.
 */
export async function watchOthers(
  chromium: Chromium,
  pids: readonly number[],
): Promise<() => Promise<number | null>> {
  const ours = async (): Promise<Map<number, number>> => {
    const used = await chromium.cpuSeconds();
    for (const pid of pids) used.set(pid, cpuSeconds(pid) ?? 0);
    return used;
  };
  const beganAt = performance.now();
  const [machineBefore, before] = [machineCpuSeconds(), await ours()];
  return async () => {
    const [machine, after] = [machineCpuSeconds(), await ours()];
    if (machine === null || machineBefore === null) return null;
    const seconds = (performance.now() - beganAt) / 1000;
    const own = [...after].reduce((sum, [pid, used]) => sum + used - (before.get(pid) ?? 0), 0);
    return Math.max(0, machine - machineBefore - own) / (seconds * cpus().length);
  };
}
