/** `rookery run`: takes the data folder, starts everything, and ends it in order. */
import { type Settings, StartError } from '../platform/config.ts';
import { banner } from './banner.ts';
import { endProcess } from './ending.ts';
import { folderProblem, prepareFolder } from './folder.ts';
import { lockFolder } from './lock.ts';
import { portProblem, waitForPort } from './port.ts';
import { start } from './wire.ts';

/** How long to wait for a predecessor that is just ending: for its lock, and again for its port. */
const waitMs = 5_000;

/** An expected failure of the start as one line; anything else stays what it is. */
function explained(settings: Settings, error: unknown): unknown {
  const { syscall } = error as { syscall?: string };
  const byPort = syscall === 'listen' || (error as { code?: string }).code === 'EADDRINUSE';
  const problem = byPort ? portProblem(settings, error) : folderProblem(settings.dataFolder, error);
  return problem === null ? error : new StartError(problem);
}

/**
 * Calls `stop` once: at SIGINT, SIGTERM, or when the process that started us (ROOKERY_PARENT) is gone.
 * A SIGINT while stopping ends the process at once.
 */
export function stopOnSignals(stop: () => void): void {
  let firstAt: number | null = null;
  const first = () => {
    if (firstAt !== null) return;
    firstAt = Date.now();
    stop();
  };
  process.on('SIGTERM', first);
  process.on('SIGINT', () => {
    // One Ctrl-C may arrive twice: from the terminal, and passed on by npm.
    if (firstAt !== null && Date.now() - firstAt > 500) process.exit(130);
    first();
  });
  const parent = Number(process.env.ROOKERY_PARENT);
  if (parent > 0) {
    setInterval(() => {
      if (process.ppid !== parent) first();
    }, 500).unref();
  }
}

/** Runs until a signal; resolves only in failure (by throwing), since the end of a run exits the process. */
export async function runServer(settings: Settings): Promise<void> {
  prepareFolder(settings.dataFolder);
  const lock = lockFolder(settings.dataFolder, waitMs);
  let stopAsked = false;
  let stopRunning: (() => Promise<void>) | null = null;
  const stop = () => {
    stopAsked = true;
    if (stopRunning === null) return;
    endProcess(stopRunning, settings.limits.shutdownMs);
  };
  stopOnSignals(stop);
  await waitForPort(settings, waitMs);
  const app = await start(settings).catch((error: unknown) => {
    throw explained(settings, error);
  });
  stopRunning = async () => {
    await app.stop();
    lock.release();
  };
  // Asked to stop while starting: no banner for a server that goes away.
  if (stopAsked) return stop();
  console.log(banner(settings, app));
}
