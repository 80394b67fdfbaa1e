import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** How a process of the cluster is run. */
export interface MemberOptions {
  /** Such as `chats:2`. */
  name: string;
  command: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  user?: { uid: number; gid: number } | null;
  port: number;
  logFile: string;
  /** The signal that ends it in order. */
  endSignal?: NodeJS.Signals;
  /** Whether it serves. */
  isReady: () => Promise<boolean>;
  /** Says what happens to it, a line each. */
  say: (line: string) => void;
  /** Hears of each process that begins and ends. */
  onPid: (change: '+' | '-', pid: number) => void;
}

export type State = 'starting' | 'ready' | 'paused' | 'stopping' | 'killed' | 'stopped' | 'waiting';

/** An orderly end may take so long; then it is killed. */
const endMs = 35_000;
const readyMs = 60_000;
const [firstBackOffMs, lastBackOffMs] = [500, 10_000];

/** A process of the cluster: started again when it ends by itself, and left alone when it was ended by hand. */
export class Member {
  state: State = 'stopped';
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private backOffMs = firstBackOffMs;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: MemberOptions) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts it, and waits until it serves. Throws when it does not within a minute. */
  async start(): Promise<void> {
    clearTimeout(this.again);
    if (this.child) return;
    this.spawn();
    await this.untilReady();
  }

  /** Ends it in order; kills it when that takes too long. */
  async stop(): Promise<void> {
    clearTimeout(this.again);
    const { child } = this;
    if (!child) {
      this.state = 'stopped';
      return;
    }
    if (this.state === 'paused') this.signal('SIGCONT');
    this.state = 'stopping';
    this.signal(this.options.endSignal ?? 'SIGTERM');
    const force = setTimeout(() => this.signal('SIGKILL'), endMs);
    await this.ended;
    clearTimeout(force);
    this.state = 'stopped';
  }

  /** SIGKILL; it stays dead until it is started again. */
  async kill(): Promise<void> {
    clearTimeout(this.again);
    this.state = 'killed';
    this.signal('SIGKILL');
    await this.ended;
  }

  /** SIGSTOP: it is there and answers nothing. */
  pause(): void {
    this.signal('SIGSTOP');
    this.state = 'paused';
  }

  resume(): void {
    this.signal('SIGCONT');
    this.state = 'ready';
  }

  private signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  private spawn(): void {
    const { command, cwd, env, user, logFile, onPid } = this.options;
    const [program = '', ...args] = command;
    const log = openSync(logFile, 'w', 0o600);
    // A group of its own: Ctrl-C at the terminal reaches the cluster's own process only, which ends all in order.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', log, log], detached: true, ...user });
    closeSync(log);
    this.child = child;
    this.state = 'starting';
    if (child.pid !== undefined) onPid('+', child.pid);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (child.pid !== undefined) onPid('-', child.pid);
        this.child = null;
        if (this.state !== 'killed' && this.state !== 'stopping') this.startAgain(how);
        resolve();
      };
      child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
      child.once('error', (error) => end(error.message));
    });
  }

  /** It ended by itself. */
  private startAgain(how: string): void {
    const { name, say } = this.options;
    this.state = 'waiting';
    say(`${name} ended (${how}): ${this.lastLine()}; it is started again in ${this.backOffMs / 1000} s`);
    this.again = setTimeout(() => {
      this.spawn();
      void this.untilReady().catch(() => undefined);
    }, this.backOffMs);
    this.backOffMs = Math.min(2 * this.backOffMs, lastBackOffMs);
  }

  private async untilReady(): Promise<void> {
    for (const until = Date.now() + readyMs; Date.now() < until;) {
      if (this.state === 'starting' && (await this.options.isReady())) {
        this.state = 'ready';
        this.backOffMs = firstBackOffMs;
        return;
      }
      if (this.state !== 'starting' && this.state !== 'waiting') return;
      await Bun.sleep(100);
    }
    throw new Error(`${this.options.name} is not ready after ${readyMs / 1000} s: ${this.lastLine()}`);
  }

  private lastLine(): string {
    const lines = readFileSync(this.options.logFile, 'utf8').trim().split('\n');
    return (lines.at(-1) ?? '').slice(0, 300) || `nothing in ${this.options.logFile}`;
  }
}
