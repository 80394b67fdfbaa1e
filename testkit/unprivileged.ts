import { createServer } from 'node:net';

/** Servers that refuse to run as root run as the user nobody then. */
export const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

/** A port of loopback that nobody has just now. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}
