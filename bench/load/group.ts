import type { SocketPlan } from './commands.ts';
import { LoadSocket, type Listener } from './socket.ts';

/** How many sockets are opened at a time. */
const openingAtOnce = 50;

/** Sockets that were opened together; what goes wrong on one of them fails the measure that runs. */
export class Group {
  readonly sockets: LoadSocket[] = [];
  private failure: Error | null = null;
  private readonly failed = Promise.withResolvers<never>();

  private constructor() {
    // Nobody may be listening when a socket is lost between two measures; the next one hears of it.
    this.failed.promise.catch(() => undefined);
  }

  /** Opens a socket for each plan, in their order. */
  static async open(port: number, plans: readonly SocketPlan[], origin?: string): Promise<Group> {
    const group = new Group();
    for (let i = 0; i < plans.length; i += openingAtOnce) {
      const some = plans.slice(i, i + openingAtOnce);
      group.sockets.push(
        ...(await Promise.all(
          some.map((plan) => LoadSocket.open(port, plan, (why) => group.fail(why), origin)),
        )),
      );
    }
    return group;
  }

  /** Waits for `work` while `listener` hears every frame; throws as soon as a socket is lost or refused something. */
  async listening<T>(listener: Listener, work: () => Promise<T>): Promise<T> {
    if (this.failure) throw this.failure;
    for (const socket of this.sockets) {
      socket.received = 0;
      socket.listener = listener;
    }
    return Promise.race([work(), this.failed.promise]);
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }

  private fail(why: Error): void {
    this.failure ??= why;
    this.failed.reject(why);
  }
}
