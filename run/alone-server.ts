/** `rookery run chats`: one service in a process of its own. */
import { readAlone, type ServiceName } from '../platform/alone-settings.ts';
import { readSettings, StartError, storeNames } from '../platform/config.ts';
import { startAlone } from './alone.ts';
import { endProcess } from './ending.ts';
import { portProblem } from './port.ts';
import { stopOnSignals } from './server.ts';

/** Runs until a signal; resolves only in failure (by throwing), since the end of a run exits the process. */
export async function runAlone(service: ServiceName, env: Record<string, string | undefined>): Promise<void> {
  const settings = readSettings(
    env,
    [],
    storeNames.filter((name) => name === service),
  );
  const alone = readAlone(env, service);
  let stopRunning: (() => Promise<void>) | null = null;
  const stop = () => {
    // While it waits for a database there is nothing to end in order.
    if (stopRunning === null) process.exit(0);
    endProcess(stopRunning, settings.limits.shutdownMs);
  };
  stopOnSignals(stop);
  const running = await startAlone(service, settings, alone).catch((error: unknown) => {
    const inUse = (error as { code?: string }).code === 'EADDRINUSE';
    throw inUse ? new StartError(portProblem(settings, error) ?? 'The port is in use.') : error;
  });
  stopRunning = () => running.stop();
  const lines = [`${service} is ready on http://${settings.host}:${running.port}`];
  if (running.claimUrl !== null) lines.push(`Open this link once to make it yours: ${running.claimUrl}`);
  // In one breath: who waits for the first line has the link with it.
  console.log(lines.join('\n'));
}
