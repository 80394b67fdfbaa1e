import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { bunFile, inRoot } from '../bin/paths.mjs';
import { freePort } from '../testkit/free-port.ts';

/** Whether the tests run on separate services, behind a front door, instead of on one process. */
export const isCluster = process.env.ROOKERY_E2E_WIRING === 'cluster';

/** What `testkit/cluster-process.ts` reads: the settings of its services, and where PostgreSQL is. */
function clusterEnv(settings: Record<string, string>): NodeJS.ProcessEnv {
  const { ROOKERY_TEST_STORE, ROOKERY_TEST_POSTGRES } = process.env;
  // Who may register, as it is in one process unless a test says otherwise.
  const registration = settings['ROOKERY_URL'] === undefined ? 'open' : 'invite';
  const env = { ROOKERY_REGISTRATION: registration, ...settings };
  return { ROOKERY_TEST_STORE, ROOKERY_TEST_POSTGRES, ROOKERY_TEST_CLUSTER_ENV: JSON.stringify(env) };
}

/** The product as a process of its own, with a data folder that is gone after the test. */
export class Server {
  private child: ChildProcess | null = null;
  private lines: Interface | null = null;
  private starts = 0;
  private readonly dataFolder = mkdtempSync(join(tmpdir(), 'rookery-e2e-'));
  /** Where it listens on loopback, from the first start on. */
  port = 0;
  /** The one-time link that the first start printed. */
  claimUrl = '';

  constructor(
    private readonly settings: Record<string, string> = {},
    /** Options on the command line, where it is one process. */
    private readonly options: readonly string[] = [],
  ) {}

  /** Starts and waits until it says that it is ready; on the same port again when it ran before, with `more` settings. */
  async start(more: Record<string, string> = {}): Promise<void> {
    // Chosen here, not by the server: whoever restarts it expects it where it was.
    if (this.port === 0) this.port = await freePort();
    const program = isCluster
      ? [inRoot('testkit', 'cluster-process.ts')]
      : [inRoot('run', 'main.ts'), 'run', ...this.options];
    const child = spawn(bunFile, program, {
      env: {
        PATH: process.env.PATH,
        PORT: String(this.port),
        ROOKERY_DATA: this.dataFolder,
        ROOKERY_RATE_LIMITS: 'off',
        // Should the tests end half-way, the server does too.
        ROOKERY_PARENT: String(process.pid),
        ...(isCluster ? clusterEnv({ ...this.settings, ...more }) : { ...this.settings, ...more }),
      },
      stdio: [isCluster ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      // A group of its own: who kills a cluster kills all of its processes.
      detached: isCluster,
    });
    this.child = child;
    this.starts++;
    if (!child.stdout) throw new Error('the server has no output');
    this.lines = createInterface(child.stdout);
    const url = new URL(await printedUrl(child, this.lines));
    if (url.pathname === '/claim') this.claimUrl = url.href;
  }

  /** kill -9: nothing is ended in order. Waits until the process is gone. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Whether another test may have it after `empty`: it runs as it was first started. */
  get reusable(): boolean {
    return isCluster && this.starts === 1 && this.child !== null;
  }

  /** Takes everybody and everything out of a cluster, which is without an owner then. */
  async empty(): Promise<void> {
    const { child, lines } = this;
    if (!child || !lines) throw new Error('the server does not run');
    await new Promise<void>((resolve, reject) => {
      const ended = () => reject(new Error('the cluster ended instead of being emptied'));
      lines.once('close', ended);
      lines.once('line', () => {
        lines.off('close', ended);
        resolve();
      });
      child.stdin?.write('empty\n');
    });
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
    if (isCluster && signal === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
    await gone;
  }
}

/** The first address on standard output. Throws with what the process said instead. */
async function printedUrl({ stderr }: ChildProcess, lines: Interface): Promise<string> {
  let said = '';
  stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line);
      if (url) resolve(url[0]);
    });
    lines.on('close', () => reject(new Error(`the server did not start: ${said}`)));
  });
}
