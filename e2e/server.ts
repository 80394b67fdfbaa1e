import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bunFile, inRoot } from '../bin/paths.mjs';

/** The product as a process of its own, with a data folder that is gone after the test. */
export class Server {
  private child: ChildProcess | null = null;
  private readonly dataFolder = mkdtempSync(join(tmpdir(), 'rookery-e2e-'));
  /** Where it listens on loopback, from the first start on. */
  port = 0;
  /** The one-time link that the first start printed. */
  claimUrl = '';

  constructor(private readonly settings: Record<string, string> = {}) {}

  /** Starts and waits until it says that it is ready; on the same port again when it ran before. */
  async start(): Promise<void> {
    // Chosen here, not by the server: whoever restarts it expects it where it was.
    if (this.port === 0) this.port = await freePort();
    const child = spawn(bunFile, [inRoot('run', 'main.ts'), 'run'], {
      env: {
        PATH: process.env.PATH,
        PORT: String(this.port),
        ROOKERY_DATA: this.dataFolder,
        ROOKERY_RATE_LIMITS: 'off',
        // Should the tests end half-way, the server does too.
        ROOKERY_PARENT: String(process.pid),
        ...this.settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const url = new URL(await printedUrl(child));
    if (url.pathname === '/claim') this.claimUrl = url.href;
  }

  /** kill -9: nothing is ended in order. Waits until the process is gone. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The first address on standard output. Throws with what the process said instead. */
async function printedUrl({ stdout, stderr }: ChildProcess): Promise<string> {
  if (!stdout || !stderr) throw new Error('the server has no output');
  let said = '';
  stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface(stdout);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line);
      if (url) resolve(url[0]);
    });
    lines.on('close', () => reject(new Error(`the server did not start: ${said}`)));
  });
}
