import { createServer, connect, type Socket } from 'node:net';

/** A network between a client and a server, which a test can break. */
export interface TcpProxy {
  readonly port: number;
  /** How many connections go through it now. */
  readonly connections: number;
  /** Sees what clients send, before it goes on; answers whether it does, or the connection ends here. */
  onSend: (bytes: Buffer) => 'pass' | 'cut' | 'cut answer';
  /** Ends every connection. */
  cutAll(): void;
  /** From now on nothing gets through, and nobody is told: what was sent waits on the way, as in a network that is parted. */
  hold(): void;
  /** What waited goes on. */
  release(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port of loopback; `port` 0 takes a free one. */
export async function startTcpProxy(target: number, port = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let held = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (held) socket.pause();
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let deaf = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    [client, upstream].forEach(keep);
    connections++;
    client.on('close', () => void connections--);
    client.on('close', end).on('data', (bytes: Buffer) => {
      const fate = proxy.onSend(bytes);
      if (fate === 'cut') return end();
      deaf ||= fate === 'cut answer';
      upstream.write(bytes);
    });
    upstream.on('close', end).on('data', (bytes: Buffer) => {
      if (deaf) end();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const proxy: TcpProxy = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
    onSend: () => 'pass',
    hold() {
      held = true;
      for (const socket of sockets) socket.pause();
    },
    release() {
      held = false;
      for (const socket of sockets) socket.resume();
    },
    cutAll: () => sockets.forEach((socket) => socket.destroy()),
    async stop() {
      this.cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
