import type { UpInput } from '../../../contracts/live.ts';
import { closeCode } from '../../../contracts/errors.ts';
import { subprotocol } from '../../../contracts/live.ts';
import { Store } from '../state/store.ts';
import { waitBeforeTry } from './backoff.ts';
import type { Clock } from './clock.ts';
import { readFrame, type Frame } from './frames.ts';
import type { Hint, Network } from './network.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** How the connection stands. Times are milliseconds since 1970. */
export type ConnectionStatus =
  /** Not started. */
  | { state: 'idle' }
  /** Trying, for the first time (0) or again. */
  | { state: 'connecting'; attempt: number }
  /** Welcomed by the server; frames go both ways. */
  | { state: 'live'; since: number }
  /** Lost or refused; the next try comes at `nextTryAt`, or sooner by `retryNow()`. */
  | { state: 'waiting'; nextTryAt: number; attempt: number }
  /** Over for good: the session ended on the server, or `stop()` was called. */
  | { state: 'ended'; reason: 'session_ended' | 'stopped' };

export interface ConnectionDeps {
  /** Address of `/live`, such as `wss://chat.example.org/live`. */
  url: string;
  openSocket: OpenSocket;
  clock: Clock;
  /** Evenly spread in [0, 1). */
  random: () => number;
  network?: Network;
  /** The first frame of a new socket: which rooms are open, and from where. Asked for anew each time. */
  hello: () => Extract<UpInput, { t: 'hello' }>;
  /** Every frame that could be read, `welcome` first. */
  receive: (frame: Frame) => void;
  /**
   * Asked when the server refused the handshake, which tells a browser no reason: false when the session is over,
   * true when it is not or nobody knows.
   */
  sessionHolds: () => Promise<boolean>;
}

/** A handshake or a welcome that takes longer has failed. */
const connectMs = 10_000;
/** How long a pong may take, and how long after a hint that the network changed. */
const pongMs = 10_000;
const probeMs = 3_000;
/** A connection that lived for less counts as another failed try, so that a server that throws us out is not hammered. */
const settledMs = 5_000;
const defaultHeartbeatMs = 25_000;
/** After being thrown out for flooding. */
const floodWaitMs = 10_000;

/** One WebSocket kept alive: hello first, heartbeat, and coming back after every loss. Knows nothing of rooms. */
export class Connection extends Store<ConnectionStatus> {
  readonly #deps: ConnectionDeps;
  #status: ConnectionStatus = { state: 'idle' };
  #socket: Socket | undefined;
  /** Goes up with every socket; what an older one still says is passed over. */
  #generation = 0;
  #attempt = 0;
  #opened = false;
  #heartbeatMs = defaultHeartbeatMs;
  #waitAtLeastMs = 0;
  #cancelTimer: () => void = () => {};
  #unsubscribe: () => void = () => {};

  constructor(deps: ConnectionDeps) {
    super();
    this.#deps = deps;
  }

  /** Begins to connect. Once started it goes on until `stop()` or the end of the session. */
  start(): void {
    if (this.#status.state !== 'idle') return;
    this.#unsubscribe =
      this.#deps.network?.subscribe((hint) => {
        this.#hinted(hint);
      }) ?? this.#unsubscribe;
    this.#connect();
  }

  /** Closes for good. */
  stop(): void {
    this.#end('stopped');
  }

  /** Tries at once if it is waiting. */
  retryNow(): void {
    if (this.#status.state === 'waiting') this.#connect();
  }

  /** Gives the present socket up and makes another, with a new hello. For when answers fail to come. */
  restart(): void {
    if (this.#status.state === 'live') this.#lost();
  }

  /** Sends a frame. False, and nothing sent, unless the connection is live. */
  send(frame: UpInput): boolean {
    if (this.#status.state !== 'live' || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  protected build(): ConnectionStatus {
    return this.#status;
  }

  #become(status: ConnectionStatus): void {
    this.#status = status;
    this.changed();
  }

  #timer(ms: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock.after(ms, run);
  }

  #connect(): void {
    const generation = ++this.#generation;
    const mine = (): boolean => generation === this.#generation;
    this.#opened = false;
    this.#waitAtLeastMs = 0;
    this.#become({ state: 'connecting', attempt: this.#attempt });
    this.#timer(connectMs, () => {
      this.#lost();
    });
    this.#socket = this.#deps.openSocket(this.#deps.url, subprotocol, {
      opened: () => {
        if (!mine()) return;
        this.#opened = true;
        this.#socket?.send(JSON.stringify(this.#deps.hello()));
      },
      received: (text) => {
        if (mine()) this.#received(text);
      },
      closed: (code) => {
        if (mine()) this.#closed(code);
      },
    });
  }

  #received(text: string): void {
    const frame = readFrame(text);
    if (this.#status.state === 'live') this.#listenOn();
    if (!frame) return;
    if (frame.t === 'welcome') {
      this.#heartbeatMs = frame.heartbeatMs > 0 ? frame.heartbeatMs : defaultHeartbeatMs;
      this.#become({ state: 'live', since: this.#deps.clock.now() });
      this.#listenOn();
    }
    if (frame.t === 'bye') this.#waitAtLeastMs = frame.retryAfterMs ?? 0;
    this.#deps.receive(frame);
  }

  /** The socket is alive; asks again after a heartbeat of silence. */
  #listenOn(): void {
    this.#timer(this.#heartbeatMs, () => {
      this.#probe(pongMs);
    });
  }

  #probe(withinMs: number): void {
    this.send({ t: 'ping' });
    this.#timer(withinMs, () => {
      this.#lost();
    });
  }

  #hinted(hint: Hint): void {
    if (hint === 'leaving') return;
    // Offline is only a hint too: a server on this very machine answers without any network, so tries go on.
    if (this.#status.state === 'live') this.#probe(probeMs);
    else if (hint !== 'offline') this.retryNow();
  }

  #closed(code: number): void {
    if (code === closeCode.session_ended) {
      this.#end('session_ended');
      return;
    }
    if (code === closeCode.flooding) this.#waitAtLeastMs = Math.max(this.#waitAtLeastMs, floodWaitMs);
    const refused = !this.#opened;
    this.#lost();
    if (refused) void this.#askForSession();
  }

  /** The socket is gone or given up: waits, then tries again. */
  #lost(): void {
    const { state } = this.#status;
    if (state !== 'live' && state !== 'connecting') return;
    const now = this.#deps.clock.now();
    const settled = this.#status.state === 'live' && now - this.#status.since >= settledMs;
    const attempt = settled ? 0 : this.#attempt;
    this.#attempt = attempt + 1;
    this.#drop();
    const waitMs = waitBeforeTry(attempt, this.#waitAtLeastMs, this.#deps.random());
    this.#timer(waitMs, () => {
      this.#connect();
    });
    this.#become({ state: 'waiting', nextTryAt: now + waitMs, attempt: this.#attempt });
  }

  async #askForSession(): Promise<void> {
    const holds = await this.#deps.sessionHolds().catch(() => true);
    if (!holds && this.#status.state !== 'live') this.#end('session_ended');
  }

  #drop(): void {
    this.#generation++;
    this.#cancelTimer();
    this.#socket?.close(1000);
    this.#socket = undefined;
  }

  #end(reason: 'session_ended' | 'stopped'): void {
    if (this.#status.state === 'ended') return;
    this.#drop();
    this.#unsubscribe();
    this.#become({ state: 'ended', reason });
  }
}
