import { subprotocol } from '../../contracts/live.ts';
import type { Command, Outcome, SocketPlan } from './commands.ts';
import { bodyOf, newKey } from './texts.ts';
import { bodyUnits } from '../measures/bench.ts';

/** How many sockets are opened at a time. */
const openingAtOnce = 50;
/** A lost socket waits so long at most before it comes back, as browsers do, so that not all come at once. */
const spreadMs = 1_000;
/** After the last post, so long for what is still under way. */
const lastOnesMs = 10_000;

/** A client that resumes: it knows the last event it has, and checks that the next one follows. */
class ResumingSocket {
  seq: number | null = null;
  faults = 0;
  lostAt: number | null = null;
  backAt: number | null = null;
  private socket: WebSocket | null = null;
  private tries = 0;
  private leaving = false;
  private caughtUp = Promise.withResolvers<void>();

  constructor(
    private readonly plan: SocketPlan,
    private readonly ports: readonly number[],
    private readonly origin: string,
    /** Which port comes first. */
    private turn: number,
  ) {}

  /** Resolves once it is live. */
  open(): Promise<void> {
    const port = this.ports[this.turn++ % this.ports.length];
    const options = { protocols: [subprotocol], headers: { cookie: this.plan.cookie, origin: this.origin } };
    // Bun's own client takes headers.
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, options as never);
    this.socket = socket;
    socket.addEventListener('open', () => {
      const position = this.seq === null ? {} : { after: this.seq };
      socket.send(JSON.stringify({ t: 'hello', open: { [this.plan.room]: position } }));
    });
    socket.addEventListener('message', ({ data }) => this.frame(String(data)));
    socket.addEventListener('close', () => this.lost());
    return this.caughtUp.promise;
  }

  post(body: string): void {
    this.socket?.send(JSON.stringify({ t: 'post', room: this.plan.room, key: newKey(0), body }));
  }

  close(): void {
    this.leaving = true;
    this.socket?.close();
  }

  private frame(text: string): void {
    const kind = /^\{"t":"([^"]+)"/.exec(text)?.[1];
    if (kind === 'event') {
      const seq = Number(/"seq":(\d+)/.exec(text)?.[1]);
      if (this.seq !== null && seq !== this.seq + 1) this.faults++;
      this.seq = seq;
    } else if (kind === 'caught-up') {
      this.seq ??= Number(/"seq":(\d+)/.exec(text)?.[1]);
      if (this.lostAt !== null && this.backAt === null) this.backAt = performance.now();
      this.tries = 0;
      this.caughtUp.resolve();
    } else if (kind === 'reset' || kind === 'error') this.faults++;
  }

  private lost(): void {
    if (this.leaving) return;
    this.lostAt ??= performance.now();
    const wait = Math.random() * spreadMs * 2 ** Math.min(this.tries++, 3);
    setTimeout(() => !this.leaving && void this.open(), wait);
  }
}

/** Measures how fast lost sockets come back elsewhere, and whether each of them got everything once and in order. */
export async function survive({
  ports,
  origin,
  sockets: plans,
  seconds,
  postsPerSecond,
}: Extract<Command, { do: 'survive' }>): Promise<Outcome['survive']> {
  const sockets = plans.map((plan, i) => new ResumingSocket(plan, ports, origin, i % ports.length));
  for (let i = 0; i < sockets.length; i += openingAtOnce)
    await Promise.all(sockets.slice(i, i + openingAtOnce).map((socket) => socket.open()));
  const [first] = sockets;
  if (!first) throw new Error('there are no sockets');
  process.send?.({ ready: true });
  const body = bodyOf(bodyUnits);
  const before = first.seq ?? 0;
  const posts = seconds * postsPerSecond;
  const beganAt = performance.now();
  for (let sent = 0; sent < posts; sent++) {
    await Bun.sleep(Math.max(0, beganAt + (sent * 1000) / postsPerSecond - performance.now()));
    first.post(body);
  }
  const head = before + posts;
  const until = performance.now() + lastOnesMs;
  while (sockets.some(({ seq }) => seq !== head) && performance.now() < until) await Bun.sleep(50);
  const lost = sockets.filter(({ lostAt }) => lostAt !== null);
  const firstLoss = Math.min(...lost.map(({ lostAt }) => lostAt ?? 0));
  const behind = sockets.filter(({ seq }) => seq !== head).length;
  const broken = sockets.filter(({ faults }) => faults > 0).length;
  for (const socket of sockets) socket.close();
  return {
    sockets: sockets.length,
    lost: lost.length,
    backAfterMs: lost.map(({ backAt }) => (backAt ?? Number.POSITIVE_INFINITY) - firstLoss),
    posts,
    faults: [
      ...(behind > 0 ? [`${behind} sockets did not get everything`] : []),
      ...(broken > 0 ? [`${broken} sockets got something twice, out of order, or a reset`] : []),
    ],
  };
}
