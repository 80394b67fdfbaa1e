/**
 * Ends what the cluster's own process started when that one is gone, however it went: it reads `+PID` and `-PID`, a line
 * each, and kills whoever is left when its input ends.
 */
import { createInterface } from 'node:readline';

const pids = new Set<number>();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) pids.add(pid);
  else pids.delete(pid);
});
lines.on('close', () => {
  for (const pid of pids) {
    try {
      // PostgreSQL ends its own children at once by this one; the others end in order.
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It had ended before.
    }
  }
  process.exit(0);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
