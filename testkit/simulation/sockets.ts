import type { Server, ServerWebSocket } from 'bun';
import type { Limits } from '../../platform/limits.ts';
import { socketHandler, type SocketData } from '../../services/live/socket.ts';
import type { Random } from '../random.ts';
import type { Mortal } from './mortal.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Microseconds: a frame's way, the time until an end learns that the connection broke, or that the other one is silent. */
const wayUs = 3_000;
const noticeUs = 5_000_000;
const idleUs = 120_000_000;

/** What one end of a connection hears of it. */
export interface ClientEnd {
  opened(): void;
  received(text: string): void;
  closed(code: number, reason: string): void;
}

/** What all connections of a run have in common. */
export interface Wires {
  time: VirtualTime;
  random: Random;
}

/** The sockets of one `live`, as Bun's server holds them: with native topics, and a limit of its own. */
export class SocketServer {
  private readonly topics = new Map<string, Set<Connection>>();
  readonly connections = new Set<Connection>();
  private readonly handler: ReturnType<typeof socketHandler>;

  constructor(
    readonly mortal: Mortal,
    private readonly wires: Wires,
    limits: Limits,
  ) {
    this.handler = socketHandler(limits);
  }

  /** What the product calls of Bun's server. `client` is who asks to be upgraded. */
  bun(client?: ClientEnd, onUpgraded: (connection: Connection) => void = () => {}): Server<SocketData> {
    const server = {
      upgrade: (_: Request, { data }: { data: SocketData }) => {
        if (!client) return false;
        const connection = new Connection(this, this.wires, client, data, this.handler);
        this.connections.add(connection);
        onUpgraded(connection);
        return true;
      },
      publish: (topic: string, text: string) => {
        for (const connection of this.topics.get(topic) ?? []) connection.down(text);
      },
    };
    return server as unknown as Server<SocketData>;
  }

  subscribe(connection: Connection, topic: string): void {
    const subscribed = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, subscribed.add(connection));
  }

  unsubscribe(connection: Connection, topic: string): void {
    this.topics.get(topic)?.delete(connection);
  }

  forget(connection: Connection): void {
    this.connections.delete(connection);
    for (const subscribed of this.topics.values()) subscribed.delete(connection);
  }
}

/**
 * One connection between a browser and `live`. Frames of one direction keep their order. It can be cut, each end
 * learning of it at another time; go silent without anybody being told; and stop being read.
 */
export class Connection {
  /** `over`: nothing passes any more. Each end may still have to learn of it. */
  private over = false;
  private clientKnows = false;
  private serverKnows = false;
  private downAt = 0;
  private upAt = 0;
  private stalledUntil = 0;
  private waitingBytes = 0;
  private readonly ws: ServerWebSocket<SocketData>;

  constructor(
    private readonly server: SocketServer,
    private readonly wires: Wires,
    private readonly client: ClientEnd,
    data: SocketData,
    private readonly handler: ReturnType<typeof socketHandler>,
  ) {
    const ws = {
      data,
      send: (text: string) => this.down(text),
      subscribe: (topic: string) => server.subscribe(this, topic),
      unsubscribe: (topic: string) => server.unsubscribe(this, topic),
      getBufferedAmount: () => this.waitingBytes,
      close: (code: number, reason: string) => this.closeByServer(code, reason),
      terminate: () => this.cut(),
    };
    this.ws = ws as unknown as ServerWebSocket<SocketData>;
    // The client first hears that it is connected; what is sent meanwhile comes after it.
    this.toClient(() => client.opened());
    wires.time.in(0, () => this.onServer(() => void this.handler.open?.(this.ws)));
    server.mortal.onDeath(() => this.cut(true));
  }

  /** Whether anything passes. */
  get isOpen(): boolean {
    return !this.over;
  }

  /** Whether its client reads nothing just now. */
  get isStalled(): boolean {
    return this.stalledUntil > this.wires.time.elapsedUs;
  }

  /** A frame from the server; dropped, as Bun does, where more waits than Bun's own limit. */
  down(text: string): void {
    if (this.over || this.waitingBytes > (this.handler.backpressureLimit ?? Infinity)) return;
    const bytes = Buffer.byteLength(text);
    if (this.isStalled) this.waitingBytes += bytes;
    this.toClient(() => this.client.received(text));
  }

  /** A frame from the client. */
  up(text: string): void {
    if (this.over) return;
    this.upAt = Math.max(this.upAt, this.wires.time.elapsedUs + this.wires.random.below(wayUs));
    this.wires.time.in(this.upAt - this.wires.time.elapsedUs, () => {
      if (!this.over) this.onServer(() => void this.handler.message?.(this.ws, text));
    });
  }

  /** The client says goodbye; it hears nothing more. */
  closeByClient(): void {
    if (this.clientKnows) return;
    this.clientKnows = true;
    if (this.over) return;
    this.upAt = Math.max(this.upAt, this.wires.time.elapsedUs + this.wires.random.below(wayUs));
    this.wires.time.in(this.upAt - this.wires.time.elapsedUs, () => {
      if (!this.over) this.tellServer();
      this.over = true;
    });
  }

  /** Breaks it. `kill`: the server's process is gone, and with it all that it had to say. */
  cut(kill = false): void {
    if (kill) this.serverKnows = true;
    if (this.over && !kill) return;
    this.over = true;
    const { time, random } = this.wires;
    time.in(random.below(noticeUs), () => this.tellClient(1006, ''));
    time.in(random.below(noticeUs), () => this.tellServer());
  }

  /** Nothing passes any more, and nobody is told; the server finds out when its pings stay unanswered. */
  goSilent(): void {
    if (this.over) return;
    this.over = true;
    this.wires.time.in(idleUs, () => this.tellServer());
  }

  /** The client reads nothing for so long. */
  stall(us: number): void {
    const { time } = this.wires;
    this.stalledUntil = Math.max(this.stalledUntil, time.elapsedUs + us);
    time.in(us, () => {
      if (this.stalledUntil > time.elapsedUs || this.waitingBytes === 0) return;
      this.waitingBytes = 0;
      if (!this.over) this.onServer(() => void this.handler.drain?.(this.ws));
    });
  }

  private closeByServer(code: number, reason: string): void {
    if (this.over || this.serverKnows) return;
    this.toClient(() => {
      this.over = true;
      this.tellClient(code, reason);
    });
    this.server.forget(this);
    this.wires.time.in(this.wires.random.below(wayUs), () => this.tellServer());
  }

  private toClient(arrive: () => void): void {
    const { time, random } = this.wires;
    this.downAt = Math.max(this.downAt, this.stalledUntil, time.elapsedUs + random.below(wayUs));
    time.in(this.downAt - time.elapsedUs, () => {
      if (!this.over && !this.clientKnows) arrive();
    });
  }

  private tellClient(code: number, reason: string): void {
    if (this.clientKnows) return;
    this.clientKnows = true;
    this.client.closed(code, reason);
  }

  private tellServer(): void {
    if (this.serverKnows) return;
    this.serverKnows = true;
    this.server.forget(this);
    if (this.server.mortal.alive) void this.handler.close?.(this.ws, 1006, '');
  }

  private onServer(work: () => void): void {
    if (this.server.mortal.alive && !this.serverKnows) work();
  }
}
