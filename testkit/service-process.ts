import { join } from 'node:path';
import type { ServiceName } from '../platform/alone-settings.ts';
import { freePort } from './free-port.ts';

const main = join(import.meta.dir, '..', 'run', 'main.ts');

/** One service in a process of its own, perhaps before what it needs is there. */
export interface ServiceProcess {
  url: string;
  pid: number;
  /** What it said so far, on both of its outputs. */
  said(): string;
  /** Sends a signal; gives the exit code once it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when it is gone. */
  exited: Promise<number>;
}

/** Begins `rookery run SERVICE` on a free port, with these settings beside the least that it needs. */
export async function startService(
  service: ServiceName,
  env: Record<string, string>,
): Promise<ServiceProcess> {
  const port = await freePort();
  const child = Bun.spawn([process.execPath, main, 'run', service], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      ROOKERY_PARENT: String(process.pid),
      ROOKERY_URL: 'http://127.0.0.1',
      ...env,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let said = '';
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) said += Buffer.from(chunk).toString();
  };
  const outputs = Promise.all([read(child.stdout), read(child.stderr)]);
  const exited = child.exited.then(async (code) => {
    await outputs;
    return code;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    said: () => said,
    end(signal) {
      child.kill(signal);
      return exited;
    },
    exited,
  };
}
