/** The port, tried out before anything else starts: a process that was just killed may keep it a moment. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Settings, StartError } from '../platform/config.ts';

/** Binds and gives back; resolves to the error, or null if the port is free. */
function tryPort(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** The line for the operator about an error of binding, or null if it is another kind of error. */
export function portProblem({ host, port }: Settings, error: unknown): string | null {
  const { code } = error as { code?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop that one, or choose another port, such as PORT=${port + 1}.`;
    case 'EACCES':
      return `Port ${port} is not allowed for this user. Choose one above 1023, such as PORT=4000.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Write for example ROOKERY_HOST=127.0.0.1.`;
    default:
      return null;
  }
}

/** Waits up to `waitMs` until the port can be bound. Throws `StartError` if it cannot. */
export async function waitForPort(settings: Settings, waitMs = 5_000): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const error = await tryPort(settings.host, settings.port);
    if (error === null) return;
    if (error.code !== 'EADDRINUSE' || Date.now() >= deadline) {
      const problem = portProblem(settings, error);
      throw problem === null ? error : new StartError(problem);
    }
    await sleep(200);
  }
}
