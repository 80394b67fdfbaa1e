import { copyFileSync, rmSync } from 'node:fs';
import type { OpenSocket } from '../../web/src/live/socket.ts';
import type { Account } from '../../contracts/auth.ts';
import type { Fetch } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { json, refusal } from '../../platform/answers.ts';
import { identityHeader, signIdentity } from '../../platform/identity.ts';
import { readLimits, type Limits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { placeHeader } from '../../platform/replicas.ts';
import * as chats from '../../services/chats/service.ts';
import * as live from '../../services/live/service.ts';
import { seededRandom, type Random } from '../random.ts';
import { SimulatedBus } from './bus.ts';
import { Calls, type Callee } from './calls.ts';
import { Disk, type Heads } from './disk.ts';
import { Faults } from './faults.ts';
import { Mortal, never } from './mortal.ts';
import { Names } from './names.ts';
import { Recorder } from './recorder.ts';
import { SignIns, type SignIn } from './sign-ins.ts';
import { SocketServer, type ClientEnd, type Connection } from './sockets.ts';
import { VirtualTime } from './virtual-time.ts';

export const origin = 'http://rookery.test';
const secret = new Uint8Array(32).fill(9);
const log = createLog('silent');
/** Microseconds until a process that died is there again, at most. */
const downUs = 4_000_000;
/** How long it takes to put a copy of the store in its place. */
const restoreUs = 20_000_000;

interface LiveProcess {
  mortal: Mortal;
  service: ReturnType<typeof live.create>;
  sockets: SocketServer;
}

/** `chats` and `live` in as many processes as the seed says, on one clock, with everything between them simulated. */
export class SimulatedWorld {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly disk: Disk;
  readonly signIns: SignIns;
  readonly names: Names;
  /** All connections, also those that are over, and whose they are. */
  private readonly connections = new Map<Connection, SignIn>();
  private readonly bus: SimulatedBus;
  private readonly calls: Calls;
  readonly limits: Limits;
  private readonly chats: (Callee | undefined)[] = [];
  private readonly lives: (LiveProcess | undefined)[] = [];
  /** Stands for all that does not die: the network's own parts, `auth`, and people's browsers. */
  readonly lasting: Mortal;
  private restoring = false;
  private processes = 0;
  private namesOwner: Mortal;
  private readonly owners = new Map<string, number>();

  constructor(
    seed: number,
    private readonly file: string,
    empty: string,
  ) {
    this.removeFiles();
    copyFileSync(empty, file);
    const { time } = this;
    this.random = seededRandom(seed);
    this.recorder = new Recorder(time);
    this.faults = new Faults(this.random, (fault) => this.recorder.fault(fault));
    const { random, faults, recorder } = this;
    this.lasting = new Mortal('lasting', time, random);
    this.namesOwner = this.lasting;
    this.bus = new SimulatedBus(time, random, faults, this.lasting);
    this.calls = new Calls(random, faults);
    this.names = new Names({ file: `${file}.names`, time, random, log });
    this.signIns = new SignIns(this.bus.of(this.lasting));
    this.disk = new Disk({ file, random, faults, onDurable: (heads) => recorder.durable(heads) });
    this.limits = readLimits(tightLimits(random));
    this.chats.length = 1 + random.below(3);
    this.lives.length = 1 + random.below(2);
  }

  /** Starts every process. */
  start(): void {
    for (const at of this.chats.keys()) this.startChats(at);
    for (const at of this.lives.keys()) this.startLive(at);
    this.startNames();
    this.time.pass(1_000_000);
  }

  /** Kills one replica of `chats`, which comes back after a while. */
  killChats(): void {
    this.random.pick(this.chats)?.mortal.die();
  }

  killLive(): void {
    this.random.pick(this.lives)?.mortal.die();
  }

  /** Kills the process that tells of new names. */
  killNames(): void {
    this.namesOwner.die();
  }

  openConnections(): Connection[] {
    return [...this.connections.keys()].filter((connection) => connection.isOpen);
  }

  /**
   * Somebody's client reads nothing for so long. Not of one who was signed out: what was sent to them before would come
   * to them after.
   */
  stall(us: number): void {
    const held = this.openConnections().filter((one) => {
      const signIn = this.connections.get(one);
      return signIn && this.signIns.holds(signIn);
    });
    if (held.length > 0) this.random.pick(held).stall(us);
  }

  /** Ends all sign-ins of a user, unless something is still on its way to one who does not read; whether it did. */
  signOut(user: string): boolean {
    const stalled = this.openConnections().filter((one) => one.isStalled);
    if (stalled.some((one) => this.connections.get(one)?.user.id === user)) return false;
    this.recorder.add({ is: 'signed-out', user });
    this.signIns.endAll(user);
    return true;
  }

  /** Copies the store as it is now, or as soon as nobody is changing it. */
  backUp(): void {
    void this.disk.backUp(this.backup);
  }

  /**
   * Puts the last copy in the store's place; everything has to start anew. `underLive`: but not `live`, whose sockets go
   * on; nor have the rooms other epochs, so that nothing but their events tells of it.
   */
  restore({ underLive = false } = {}): void {
    for (const process of underLive ? this.chats : [...this.chats, ...this.lives]) process?.mortal.die();
    // Nothing of before is under way any more when the copy is put in.
    this.restoring = true;
    this.time.pass(restoreUs);
    // At times it is the store itself that comes back, as from another disk.
    if (this.random.chance(30)) this.time.finish(this.disk.backUp(this.backup));
    this.time.finish(this.disk.restore(this.backup));
    for (const { id } of this.time.finish(this.roomsOnDisk()))
      if (!underLive && this.random.chance(50)) this.time.finish(this.disk.renewEpoch(id));
    this.restoring = false;
    const rooms = this.time.finish(this.roomsOnDisk());
    const heads: Heads = Object.fromEntries(rooms.map(({ id, head }) => [id, head]));
    const epochs = Object.fromEntries(rooms.map(({ id, epoch }) => [id, epoch]));
    this.recorder.restored(heads, epochs, underLive);
    // What a copy of before has not heard of is not told again.
    this.names.newest.clear();
  }

  private roomsOnDisk() {
    return this.disk.store.selectFrom('rooms').select(['id', 'head', 'epoch']).orderBy('id').execute();
  }

  /** The public address, as a signed-in browser reaches it. */
  fetchFor(signIn: SignIn): Fetch {
    const travelling = this.calls.from(
      this.lasting,
      () => ({ mortal: this.lasting, fetch: (request) => this.gateway(signIn, request) }),
      false,
    );
    return travelling;
  }

  /** Connects a browser to one of the `live` processes. */
  openSocketFor(signIn: SignIn): OpenSocket {
    return (_url, protocol, events) => {
      let connection: Connection | undefined;
      let closed = false;
      const client: ClientEnd = {
        opened: () => events.opened(),
        received: (text) => events.received(text),
        closed: (code, reason) => events.closed(code, reason),
      };
      void this.shake(signIn, protocol, client, (made) => {
        connection = made;
        if (closed) made.closeByClient();
      }).then((upgraded) => {
        if (!upgraded && !closed) events.closed(1006, '');
      });
      return {
        send: (text) => connection?.up(text),
        close: () => {
          closed = true;
          connection?.closeByClient();
        },
      };
    };
  }

  /** Ends everything and removes the store. */
  async end(): Promise<void> {
    for (const process of [...this.chats, ...this.lives]) process?.mortal.die();
    this.lasting.die();
    await this.disk.close();
    await this.names.close();
    this.removeFiles();
  }

  private async shake(
    signIn: SignIn,
    protocol: string,
    client: ClientEnd,
    onUpgraded: (connection: Connection) => void,
  ): Promise<boolean> {
    await this.lasting.sleep(this.random.below(5_000));
    const process = this.random.pick(this.lives);
    if (!process?.mortal.alive) return false;
    const { mortal, service, sockets } = process;
    const request = new Request(`${origin}/live`, {
      headers: {
        origin,
        upgrade: 'websocket',
        'sec-websocket-protocol': protocol,
        cookie: `rookery_session=${signIn.token}`,
      },
    });
    const bun = sockets.bun(client, (connection) => {
      this.connections.set(connection, signIn);
      onUpgraded(connection);
    });
    const died = new Promise<'died'>((resolve) => mortal.onDeath(() => resolve('died')));
    const answer = await Promise.race([service.upgrade(request, { address: '127.0.0.1' }, bun), died]);
    if (answer === undefined) return true;
    await this.lasting.sleep(this.random.below(2_000));
    return false;
  }

  private startChats(at: number): void {
    const mortal = new Mortal(`chats-${++this.processes}`, this.time, this.random);
    const service = chats.create({
      ...this.plumbing(mortal),
      database: this.disk.mount(mortal),
      publicAddress: () => origin,
    });
    this.chats[at] = { mortal, fetch: async (request) => service.fetch(request) };
    service.start().catch((error: unknown) => {
      if (mortal.alive) mortal.die();
      if (!(error instanceof Error)) throw error;
    });
    mortal.onDeath(() => this.later(() => this.startChats(at)));
  }

  private startLive(at: number): void {
    const mortal = new Mortal(`live-${++this.processes}`, this.time, this.random);
    const { random, limits } = this;
    const sockets = new SocketServer(mortal, { time: this.time, random }, limits);
    const service = live.create({
      ...this.plumbing(mortal),
      random: () => random.below(1_000_000) / 1_000_000,
      services: {
        chats: this.calls.from(mortal, (request) => this.ownerOf(request), true),
        auth: this.authFor(mortal),
      },
      ...(this.chats.length > 1 ? { placeOf: (room: string) => this.placeOf(room) } : {}),
      settings: { allowedOrigins: () => [origin], secureCookie: false, trustedProxies: [], version: '0' },
    });
    service.listenOn(sockets.bun());
    this.lives[at] = { mortal, service, sockets };
    void service.start();
    mortal.onDeath(() => this.later(() => this.startLive(at)));
  }

  private startNames(): void {
    this.namesOwner = new Mortal(`auth-${++this.processes}`, this.time, this.random);
    this.names.start(this.namesOwner, this.bus.of(this.namesOwner));
    this.namesOwner.onDeath(() => this.later(() => this.startNames()));
  }

  /** Calls to `auth` of one caller. One of its replicas stands still at times; it is not asked twice in a row. */
  private authFor(caller: Mortal): Fetch {
    const stoodStill = new Map<string, boolean>();
    return async (request) => {
      const { pathname } = new URL(request.url);
      const still = stoodStill.get(pathname) !== true && this.faults.happens('auth: stands still');
      stoodStill.set(pathname, still);
      if (still) return never();
      await caller.sleep(this.random.below(2_000));
      return this.signIns.fetch(request);
    };
  }

  private plumbing(mortal: Mortal) {
    const { limits } = this;
    return {
      bus: this.bus.of(mortal),
      clock: mortal.clock,
      secret,
      log,
      limits,
      metrics: createMetrics(mortal.name),
    };
  }

  private later(task: () => void): void {
    if (!this.lasting.alive) return;
    this.time.in(this.random.below(downUs), () => {
      if (this.restoring) this.later(task);
      else if (this.lasting.alive) task();
    });
  }

  /** The replica that a router sends this request to: the owner of its room, unless the router is wrong. */
  private ownerOf(request: Request): Callee | undefined {
    const { pathname } = new URL(request.url);
    const [, room = ''] = /^\/api\/rooms\/([^/]+)/.exec(pathname) ?? [];
    const place = Number(request.headers.get(placeHeader) ?? this.owner(room));
    const elsewhere = this.faults.happens('call: sent elsewhere');
    return elsewhere ? this.random.pick(this.chats) : this.chats[place];
  }

  /** Where a `live` takes a room's posts to: it may be wrong about the owner, and think otherwise a moment later. */
  private placeOf(room: string): string {
    const wrong = this.faults.happens('live: wrong owner');
    return String(wrong ? this.random.below(this.chats.length) : this.owner(room));
  }

  private owner(room: string): number {
    // Ids are not the same in two runs of one seed; the order they come up in is.
    const known = this.owners.get(room) ?? this.owners.size;
    this.owners.set(room, known);
    return known % this.chats.length;
  }

  private async gateway(signIn: SignIn, request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!this.signIns.holds(signIn)) return refusal(new ApiError('not_signed_in', 'Sign in first.'));
    const { user, session } = signIn;
    if (pathname === '/api/auth/session') {
      const now = this.time.now();
      return json(200, {
        user,
        session: { id: session, createdAt: now, lastSeenAt: now, expiresAt: now, device: '', current: true },
      });
    }
    if (pathname.startsWith('/api/users')) return json(200, { users: [] });
    const identity = signIdentity({ caller: 'gateway', user, session }, secret, this.time.now());
    const signed = new Request(request, {
      headers: { ...Object.fromEntries(request.headers), [identityHeader]: identity },
    });
    try {
      return await this.calls.from(this.lasting, (inner) => this.ownerOf(inner), false)(signed);
    } catch {
      return refusal(new ApiError('unavailable', 'A part of the server cannot be reached just now.'));
    }
  }

  private get backup(): string {
    return `${this.file}.backup`;
  }

  private removeFiles(): void {
    for (const end of ['', '-wal', '-shm', '.backup']) rmSync(this.file + end, { force: true });
  }
}

/** Somebody with an account. */
export function account(name: string): Account {
  return { id: `user-${name}`, username: name, role: 'member' };
}

/** Limits so tight that a small run meets them, or some of them. */
function tightLimits(random: Random): Record<string, string> {
  const all = {
    ROOM_RING_EVENTS: String(1 + random.below(16)),
    CATCH_UP_PAGE_EVENTS: String(1 + random.below(10)),
    SOCKET_BUFFER_BYTES: String(8_000 + random.below(20_000)),
    IN_FLIGHT_POSTS: String(2 + random.below(10)),
    POSTS_PER_COMMIT: String(1 + random.below(8)),
    POST_QUEUE: String(2 + random.below(20)),
    RESUME_EVENTS_MAX: String(10 + random.below(100)),
  };
  const chosen = Object.entries(all).filter(() => random.chance(50));
  return {
    ROOKERY_RATE_LIMITS: 'off',
    ...Object.fromEntries(chosen.map(([name, value]) => [`ROOKERY_LIMIT_${name}`, value])),
  };
}
