import { join } from 'node:path';
import { storeSettings } from './store.ts';
import type { World } from './world.ts';

/** The product as a process of its own, which can be ended as a power cut would end it. */
export interface ServerProcess extends World {
  /** kill -9; waits until the process is gone. */
  kill(): Promise<void>;
  readonly pid: number;
}

const main = join(import.meta.dir, '..', 'run', 'main.ts');

/** `rookery run` on a free port, just begun. */
async function spawnServer(dataFolder: string, env: Record<string, string>) {
  return Bun.spawn([process.execPath, main, 'run'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      ROOKERY_DATA: dataFolder,
      ROOKERY_RATE_LIMITS: 'off',
      // Should the tests end half-way, the server does too.
      ROOKERY_PARENT: String(process.pid),
      ...(await storeSettings(dataFolder)),
      ...env,
    },
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

/** Begins a start and kills it after so long, wherever it is by then. */
export async function killWhileStarting(
  dataFolder: string,
  env: Record<string, string>,
  afterMs: number,
): Promise<void> {
  const child = await spawnServer(dataFolder, env);
  await Bun.sleep(afterMs);
  child.kill('SIGKILL');
  await child.exited;
}

/**
 * Starts `rookery run` on a free port and waits until it prints its address. Throws with what it said instead. `hear` is
 * told what it says on standard error.
 */
export async function startProcess(
  dataFolder: string,
  env: Record<string, string> = {},
  hear: (text: string) => void = () => undefined,
): Promise<ServerProcess> {
  const child = await spawnServer(dataFolder, env);
  const errors = (async () => {
    let text = '';
    for await (const chunk of child.stderr) {
      text += Buffer.from(chunk).toString();
      hear(text);
    }
    return text;
  })();
  const url = await printedUrl(child.stdout);
  if (url === null) throw new Error(`the server did not start: ${await errors}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await child.exited;
  };
  const { origin } = new URL(url);
  return {
    url: origin,
    port: Number(new URL(url).port),
    claimUrl: url.includes('/claim') ? url : null,
    dataFolder,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pid: child.pid,
  };
}

/** The first address on standard output; what comes after it is read and dropped. */
async function printedUrl(output: ReadableStream<Uint8Array>): Promise<string | null> {
  const found = Promise.withResolvers<string | null>();
  void (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of output) {
      text += decoder.decode(chunk, { stream: true });
      const url = /https?:\/\/\S+(?=\s)/.exec(text);
      if (url) found.resolve(url[0]);
    }
    found.resolve(null);
  })();
  return found.promise;
}
