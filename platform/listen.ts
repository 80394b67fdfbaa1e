import { readFileSync } from 'node:fs';
import type { Server, WebSocketHandler } from 'bun';

/** What the network tells of a caller. */
export interface Peer {
  /** The address of the other end of the connection: a client's, or a proxy's. */
  address: string;
}

export interface ListenOptions<SocketData> {
  host: string;
  /** 0: any free port. */
  port: number;
  tls: { certFile: string; keyFile: string } | null;
  /** Answers every request that does not become a socket. */
  fetch: (request: Request, peer: Peer) => Promise<Response>;
  /** The largest body in bytes; a larger one is refused before it is read. */
  bodyBytes: number;
  /**
   * A connection without a whole request for so long is closed, also one whose headers come byte by byte. Bun looks every
   * four seconds: one with 10 s ends after up to 12.
   */
  idleMs: number;
  /** Sockets: whether a request becomes one, and what happens on it. */
  sockets?: {
    path: string;
    /** Upgrades the request and gives undefined, or says why not. */
    upgrade: (request: Request, peer: Peer, server: Server<SocketData>) => Promise<Response | undefined>;
    handler: WebSocketHandler<SocketData>;
  };
}

export interface Listening<SocketData> {
  port: number;
  /** Bun's server, for native publish. */
  server: Server<SocketData>;
  /**
   * Takes no more connections; gives those that are open so long (ms) to end by themselves, then ends them. Gives whether
   * every request was answered.
   */
  stop(graceMs: number): Promise<boolean>;
}

/** Opens the port. Throws node's errors (`code`: EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export function listen<SocketData>(options: ListenOptions<SocketData>): Listening<SocketData> {
  const { sockets, tls } = options;
  const server = Bun.serve<SocketData>({
    hostname: options.host,
    port: options.port,
    ...(tls ? { tls: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {}),
    maxRequestBodySize: options.bodyBytes,
    idleTimeout: Math.ceil(options.idleMs / 1000),
    development: false,
    async fetch(request, bun) {
      // A broken Host header makes an address that cannot be read; nobody behind here should have to expect that.
      if (!URL.canParse(request.url)) return new Response(null, { status: 400 });
      const peer = { address: bun.requestIP(request)?.address ?? '' };
      if (sockets && new URL(request.url).pathname === sockets.path)
        return sockets.upgrade(request, peer, bun);
      return options.fetch(request, peer);
    },
    error: () => new Response(null, { status: 500 }),
    websocket: sockets?.handler ?? { message: () => undefined },
  });
  return {
    port: server.port ?? options.port,
    server,
    async stop(graceMs) {
      const until = Date.now() + graceMs;
      const orderly = server.stop(false);
      while ((server.pendingWebSockets > 0 || server.pendingRequests > 0) && Date.now() < until)
        await Bun.sleep(10);
      const finished = server.pendingRequests === 0;
      await server.stop(true);
      await orderly;
      return finished;
    },
  };
}
