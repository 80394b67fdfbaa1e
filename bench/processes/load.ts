/** The load generator, seen from the process that directs it. */
import { join } from 'node:path';
import type { Command, Outcome } from '../load/commands.ts';
import { onCore } from './cores.ts';

const entry = join(import.meta.dir, '../load/main.ts');

type Reply = { done: unknown } | { failed: string } | { ready: true };

/** One process that opens sockets and drives them; it does one thing at a time. */
export class LoadGenerator {
  private waiting: { resolve: (outcome: unknown) => void; reject: (why: Error) => void } | null = null;
  private readonly child;
  /** Called when a command that says so has begun with what it measures. */
  onReady: () => void = () => undefined;

  constructor(core: number | null) {
    this.child = Bun.spawn(onCore(core, [process.execPath, entry]), {
      stdio: ['ignore', 'inherit', 'inherit'],
      ipc: (message) => this.replied(message as Reply),
      onExit: (_, code) => this.settle()?.reject(new Error(`the load generator ended with ${code}`)),
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Has something done. Throws when the server under test did not behave as it must. */
  run<C extends Command>(command: C): Promise<Outcome[C['do']]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.waiting = { resolve, reject };
    this.child.send(command);
    return promise as Promise<Outcome[C['do']]>;
  }

  async stop(): Promise<void> {
    this.child.kill();
    await this.child.exited;
  }

  private replied(reply: Reply): void {
    if ('ready' in reply) return this.onReady();
    const waiting = this.settle();
    if ('done' in reply) waiting?.resolve(reply.done);
    else waiting?.reject(new Error(reply.failed));
  }

  private settle() {
    const { waiting } = this;
    this.waiting = null;
    return waiting;
  }
}
