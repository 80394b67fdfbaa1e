/** Gives the server and the load generator a core each, so that neither takes time from the other. */
import { readFileSync } from 'node:fs';

export interface Cores {
  /** The server's core; null when processes cannot be pinned here. */
  server: number | null;
  /** The load generator's core. */
  load: number | null;
  /** What was done, in words for the report. */
  note: string;
}

const unpinned = (why: string): Cores => ({ server: null, load: null, note: `not pinned: ${why}` });

/** Cores that this process may run on, out of a list such as `0-3,8`. */
export function parseCores(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Picks the cores. Pinning needs Linux, `taskset` and two cores; without, the note says what is missing. */
export function chooseCores(): Cores {
  if (process.platform !== 'linux') return unpinned(`${process.platform} has no taskset`);
  if (Bun.which('taskset') === null) return unpinned('taskset is not installed (package util-linux)');
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const [server, load] = parseCores(allowed);
  if (server === undefined || load === undefined) return unpinned('there is only one core');
  return { server, load, note: `server pinned to core ${server}, load generator to core ${load}` };
}

/** The command that runs another one on a core. */
export function onCore(core: number | null, command: string[]): string[] {
  return core === null ? command : ['taskset', '-c', String(core), ...command];
}
