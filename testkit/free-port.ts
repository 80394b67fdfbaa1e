import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one that is free now stays free until it is used. */
const [lowest, highest] = [12_000, 32_000];
const triesMax = 100;

/** A port of loopback that nothing listens on now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
  throw new Error('there is no free port on 127.0.0.1');
}

/** The first of so many ports in a row that nothing listens on now. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count));
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`there are no ${count} free ports in a row on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
