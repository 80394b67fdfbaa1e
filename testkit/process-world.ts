import { join } from 'node:path';
import type { World } from './world.ts';

/** The product as an operator runs it: a process of its own, which a test may kill. */
export interface ProcessWorld extends World {
  /** Ends the process at once, as a crash does, and waits until it is gone. */
  kill(): Promise<void>;
}

const main = join(import.meta.dir, '..', 'run', 'main.ts');

/** Starts `rookery run` over a data folder; on `port`, or one that is free. Throws when it ends before it is ready. */
export async function startProcess(dataFolder: string, port = 0): Promise<ProcessWorld> {
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    ROOKERY_DATA: dataFolder,
    ROOKERY_LOG: 'silent',
    ROOKERY_RATE_LIMITS: 'off',
  };
  const child = Bun.spawn([process.execPath, main, 'run'], { env, stdout: 'pipe', stderr: 'inherit' });
  const url = await printedUrl(child.stdout);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await child.exited;
  };
  return {
    url,
    port: Number(new URL(url).port),
    claimUrl: null,
    dataFolder,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** The address in the banner, once the banner is whole. */
async function printedUrl(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = output.getReader();
  let printed = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the server ended before it was ready: ${printed}`);
    printed += decoder.decode(value, { stream: true });
    const url = /https?:\/\/\S+/.exec(printed)?.[0];
    if (!url || !printed.includes('Ctrl-C')) continue;
    // What is printed later must not fill the pipe.
    void drain(reader);
    return new URL(url).origin;
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): Promise<void> {
  while (!(await reader.read()).done);
}
