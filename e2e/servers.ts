import { Server } from './server.ts';

/**
 * Servers for the tests of one worker. One process is a new one for each test. A cluster is a dozen processes, and takes
 * longer to start than most tests take: the next test with the same settings gets it emptied, unless a test has killed it.
 */
export class Servers {
  private readonly idle = new Map<string, Server>();
  private readonly taken = new Map<Server, string>();

  /** A server that nobody has claimed. */
  async take(settings: Record<string, string>, options: readonly string[] = []): Promise<Server> {
    const key = JSON.stringify([settings, options]);
    const idle = this.idle.get(key);
    this.idle.delete(key);
    if (idle) await idle.empty();
    const server = idle ?? new Server(settings, options);
    this.taken.set(server, key);
    if (!idle) await server.start();
    return server;
  }

  /** Takes a server back once nobody uses it any more. */
  async giveBack(server: Server): Promise<void> {
    const key = this.taken.get(server);
    this.taken.delete(server);
    if (key === undefined || !server.reusable) return server.remove();
    this.idle.set(key, server);
  }

  async removeAll(): Promise<void> {
    const all = [...this.idle.values(), ...this.taken.keys()];
    this.idle.clear();
    this.taken.clear();
    await Promise.all(all.map((server) => server.remove()));
  }
}
