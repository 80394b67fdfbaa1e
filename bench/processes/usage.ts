/** What a process has used, from Linux's /proc; null elsewhere. */
import { readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

function procFile(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return null;
  }
}

/** CPU time of all threads since the process began, in seconds. */
export function cpuSeconds(pid: number): number | null {
  const stat = procFile(`${pid}/stat`);
  if (stat === null) return null;
  // The program's name, in brackets, may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** CPU time that all programs on this machine together used, and that its host took from it, in seconds. */
export function machineCpuSeconds(): number | null {
  const fields = procFile('stat')?.split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number);
  if (fields === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = fields;
  return (user + nice + system + interrupts + softInterrupts + stolen) / ticksPerSecond;
}

/** How long the process's first thread was ready to run and had to wait for a core, in seconds. */
export function waitedSeconds(pid: number): number | null {
  const nanoseconds = procFile(`${pid}/schedstat`)?.split(' ')[1];
  return nanoseconds === undefined ? null : Number(nanoseconds) / 1e9;
}

/** Memory in MiB. */
export interface Memory {
  resident: number;
  /** The part that is the process's own, not pages of the executable file that the kernel can drop. */
  anonymous: number;
}

/** Resident memory of a process. */
export function memoryOf(pid: number): Memory | null {
  const status = procFile(`${pid}/status`);
  if (status === null) return null;
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return { resident: mebibytes('VmRSS'), anonymous: mebibytes('RssAnon') };
}
