import * as v from 'valibot';
import { PresenceReport, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import { isWithin, type Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';

/** Users in one report: 40 bytes each, far below what a bus takes in one payload. */
const usersPerReport = 10_000;
/** Other live processes that are remembered. */
const nodesMax = 1000;

/** Another live process. */
interface Node {
  /** The number of its last report. */
  n: number;
  heardAt: number;
  users: Set<string>;
  /** What it has said of a report that goes on. */
  begun: Pick<PresenceReport, 'anew' | 'online' | 'offline'> | null;
}

/**
 * Who is online on other live processes. Each of them reports at every interval what changed, if only that it is alive.
 * A gap in its numbers makes everybody say anew whom they have. A process that is silent for longer than the grace is
 * taken for dead, and its users for gone.
 */
export class OnlineElsewhere {
  /** When this process's own report last came back: while none does the bus is gone, and nobody is taken for dead. */
  heardOwnAt: number;
  private readonly own = newId();
  private n = 0;
  private readonly nodes = new Map<string, Node>();
  /** Whether this process has asked since its last report. */
  private asked = false;
  private saysAnew = true;
  private stops: Unsubscribe[] = [];

  /** `here`: who is online in this process. `onTurned` gets those who are no longer what they were elsewhere. */
  constructor(
    private readonly deps: { bus: Bus; clock: Clock; limits: Pick<Limits, 'presenceGraceMs'> },
    private readonly here: ReadonlySet<string>,
    private readonly onTurned: (users: string[]) => void,
  ) {
    this.heardOwnAt = deps.clock.now();
  }

  start(): void {
    const { bus } = this.deps;
    this.stops = [
      bus.subscribe(subject.presence, (payload) => this.take(v.parse(PresenceReport, JSON.parse(payload)))),
      bus.subscribe(subject.presenceAsked, () => (this.saysAnew = true)),
    ];
    this.ask();
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  /** Whether a user is online on any other process. */
  has(user: string): boolean {
    for (const { users } of this.nodes.values()) if (users.has(user)) return true;
    return false;
  }

  /** Says who turned online or offline here since the last report, and that this process is alive. */
  report(changed: readonly string[]): void {
    const anew = this.saysAnew;
    this.saysAnew = false;
    this.asked = false;
    const all = anew ? [...this.here] : changed;
    for (let start = 0; start === 0 || start < all.length; start += usersPerReport) {
      const users = all.slice(start, start + usersPerReport);
      const report: PresenceReport = {
        node: this.own,
        n: ++this.n,
        anew: anew && start === 0,
        more: start + usersPerReport < all.length,
        online: users.filter((user) => this.here.has(user)),
        offline: users.filter((user) => !this.here.has(user)),
      };
      this.deps.bus.publish(subject.presence, JSON.stringify(report));
    }
    this.forgetTheDead();
  }

  private take(report: PresenceReport): void {
    const now = this.deps.clock.now();
    if (report.node === this.own) {
      // After an outage of the bus, or when the clock was set back, the others get time to be heard again.
      if (!isWithin(this.deps.limits.presenceGraceMs / 2, this.heardOwnAt, now))
        for (const node of this.nodes.values()) node.heardAt = now;
      this.heardOwnAt = now;
      return;
    }
    const known = this.nodes.get(report.node);
    if (!known && this.nodes.size >= nodesMax) return;
    const node: Node = known ?? { n: 0, heardAt: now, users: new Set(), begun: null };
    this.nodes.set(report.node, node);
    const missed = report.n !== node.n + 1;
    if (missed && !report.anew) this.ask();
    node.n = report.n;
    node.heardAt = now;
    const begun = report.anew || missed ? null : node.begun;
    const { anew } = begun ?? report;
    const online = [...(begun?.online ?? []), ...report.online];
    const offline = [...(begun?.offline ?? []), ...report.offline];
    node.begun = report.more ? { anew, online, offline } : null;
    if (report.more) return;
    this.change([...online, ...offline, ...(anew ? node.users : [])], () => {
      if (anew) node.users = new Set();
      for (const user of online) node.users.add(user);
      for (const user of offline) node.users.delete(user);
    });
  }

  /** Makes a change that touches these users, and tells of those for whom it made a difference. */
  private change(touched: readonly string[], make: () => void): void {
    const before = new Map(touched.map((user) => [user, this.has(user)]));
    make();
    const turned = [...before].filter(([user, was]) => this.has(user) !== was);
    if (turned.length > 0) this.onTurned(turned.map(([user]) => user));
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    this.deps.bus.publish(subject.presenceAsked, '');
  }

  private forgetTheDead(): void {
    for (const [name, { heardAt, users }] of this.nodes) {
      if (this.heardOwnAt - heardAt <= this.deps.limits.presenceGraceMs) continue;
      this.change([...users], () => this.nodes.delete(name));
    }
  }
}
