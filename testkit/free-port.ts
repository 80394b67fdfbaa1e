import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one that is free now stays free until it is used. */
const [lowest, highest] = [12_000, 32_000];
/** From a port to the one of UDP that is bound for as long as it is spoken for. */
const toHeld = 30_000;
const triesMax = 100;

/** A port of loopback that nothing listens on, and that nobody else gets from here while this process lives. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of so many ports in a row, each as `freePort` gives one. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count));
    if (await speakFor(first, count)) return first;
  }
  throw new Error(`there are no ${count} free ports in a row on 127.0.0.1`);
}

/**
 * Holds so many ports from `first` on, or none of them. What will listen there starts later, often beside others that
 * look for ports, also in other processes: so that no two get the same, a socket of UDP says that a port is spoken for.
 * The system lets it go with the process, however that ends.
 */
async function speakFor(first: number, count: number): Promise<boolean> {
  const holds: Socket[] = [];
  for (let port = first; port < first + count; port++) {
    const hold = await heldPort(port + toHeld);
    if (hold) holds.push(hold);
    if (!hold || !(await isFree(port))) {
      for (const other of holds) other.close();
      return false;
    }
  }
  return true;
}

function heldPort(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(null));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(socket);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
