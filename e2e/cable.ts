import { type AddressInfo, connect, createServer, type Server as Listener, type Socket } from 'node:net';

/** Which connections no longer get through: the live ones only, or all. */
type Cut = 'none' | 'live' | 'all';

/** The network between browsers and server, with a plug to pull. Browsers reach the server by the cable's address. */
export class Cable {
  private readonly through = new Map<Socket, 'live' | 'other'>();
  private cutNow: Cut = 'none';
  private silent = false;
  private listener: Listener | null = null;
  /** Where browsers plug in, on loopback. */
  port = 0;
  /** Where the cable leads: the server's port. Set before anybody connects. */
  target = 0;

  /** Begins to listen on a port that is free. */
  async plugIn(port: number): Promise<void> {
    const listener = createServer((socket) => this.accept(socket));
    this.listener = listener;
    await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
    this.port = (listener.address() as AddressInfo).port;
  }

  /** Breaks the connections there are and refuses new ones: those of `/live`, or all. */
  cut(what: 'live' | 'all'): void {
    this.cutNow = what;
    for (const [socket, kind] of this.through) if (what === 'all' || kind === 'live') socket.destroy();
  }

  /** From now on what the server says on live connections is lost on the way; what browsers say still arrives. */
  silence(): void {
    this.silent = true;
  }

  mend(): void {
    this.silent = false;
    this.cutNow = 'none';
  }

  /** Ends everything. */
  async remove(): Promise<void> {
    this.cut('all');
    const { listener } = this;
    if (listener) await new Promise((resolve) => listener.close(resolve));
  }

  private accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.cutNow === 'all') {
      socket.destroy();
      return;
    }
    // Browsers open a connection of its own for a WebSocket, so its first line tells.
    socket.once('data', (head: Buffer) => {
      const kind = head.subarray(0, 9).toString('latin1') === 'GET /live' ? 'live' : 'other';
      if (this.cutNow === 'all' || this.cutNow === kind) {
        socket.destroy();
        return;
      }
      const server = connect(this.target, '127.0.0.1');
      this.through.set(socket, kind);
      server.on('error', () => socket.destroy());
      server.on('close', () => socket.destroy());
      socket.on('close', () => {
        this.through.delete(socket);
        server.destroy();
      });
      server.write(head);
      socket.pipe(server);
      server.on('data', (chunk: Buffer) => {
        if (!this.silent || kind !== 'live') socket.write(chunk);
      });
    });
  }
}
