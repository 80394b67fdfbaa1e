import { cpuSeconds, waitedSeconds } from '../processes/usage.ts';
import type { Cpu } from './commands.ts';

/** Of several processes together; null where one cannot be read. */
function sum(pids: readonly number[], read: (pid: number) => number | null): number | null {
  return pids.map(read).reduce((all, one) => (all === null || one === null ? null : all + one), 0);
}

/** Takes time and CPU time of the server and of this process at once. */
export class Stopwatch {
  private readonly beganAt = performance.now();
  private readonly server;
  private readonly waited;
  private readonly load = cpuSeconds(process.pid);

  constructor(private readonly serverPids: readonly number[]) {
    this.server = sum(serverPids, cpuSeconds);
    this.waited = sum(serverPids, waitedSeconds);
  }

  /** Seconds since the start, and the share of a core that each process used in them. */
  read(): { seconds: number; cpu: Cpu } {
    const seconds = (performance.now() - this.beganAt) / 1000;
    const share = (before: number | null, now: number | null) =>
      before === null || now === null ? null : (now - before) / seconds;
    return {
      seconds,
      cpu: {
        server: share(this.server, sum(this.serverPids, cpuSeconds)),
        load: share(this.load, cpuSeconds(process.pid)),
        waited: share(this.waited, sum(this.serverPids, waitedSeconds)),
      },
    };
  }
}
