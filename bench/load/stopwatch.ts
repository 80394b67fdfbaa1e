import { cpuSeconds, waitedSeconds } from '../processes/usage.ts';
import type { Cpu } from './commands.ts';

/** Takes time and CPU time of the server and of this process at once. */
export class Stopwatch {
  private readonly beganAt = performance.now();
  private readonly server;
  private readonly waited;
  private readonly load = cpuSeconds(process.pid);

  constructor(private readonly serverPid: number) {
    this.server = cpuSeconds(serverPid);
    this.waited = waitedSeconds(serverPid);
  }

  /** Seconds since the start, and the share of a core that each process used in them. */
  read(): { seconds: number; cpu: Cpu } {
    const seconds = (performance.now() - this.beganAt) / 1000;
    const share = (before: number | null, now: number | null) =>
      before === null || now === null ? null : (now - before) / seconds;
    return {
      seconds,
      cpu: {
        server: share(this.server, cpuSeconds(this.serverPid)),
        load: share(this.load, cpuSeconds(process.pid)),
        waited: share(this.waited, waitedSeconds(this.serverPid)),
      },
    };
  }
}
