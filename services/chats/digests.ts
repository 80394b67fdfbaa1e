import { subject, type Digest } from '../../contracts/events.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';

/** How often a replica says which heads changed. */
const everyMs = 500;
/** Heads in one digest; more go into the next ones, at once. */
const headsMax = 2000;

/** Tells which heads changed, also when none did: a missing digest shows its reader that the bus lost something. */
export class Digests {
  private readonly replica = newId();
  private n = 0;
  private heads = new Map<string, [number, number, string | undefined]>();
  private me = new Map<string, number>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  /** Notes a room's new head, its number of messages and the id of the event at the head, for the next digest. */
  changed(room: string, head: number, posts: number, last: string | undefined): void {
    const known = this.heads.get(room);
    if (!known || known[0] <= head) this.heads.set(room, [head, posts, last]);
    // Told of late, or the store was put back: from here nobody can tell which of the two holds.
    else this.unsure();
  }

  /** Notes the new head of a user's own log. */
  meChanged(user: string, head: number): void {
    const known = this.me.get(user) ?? 0;
    this.me.set(user, Math.max(head, known));
    if (head < known) this.unsure();
  }

  /** Something may have changed, but not even this replica knows what: a number is left out, so that readers ask. */
  unsure(): void {
    this.n++;
  }

  start(): void {
    this.cancel = this.clock.every(everyMs, () => this.publish());
  }

  stop(): void {
    this.cancel?.();
    this.publish();
  }

  private publish(): void {
    const rooms = [...this.heads];
    const users = [...this.me];
    this.heads = new Map();
    this.me = new Map();
    for (let i = 0; i === 0 || i < Math.max(rooms.length, users.length); i += headsMax) {
      const digest: Digest = {
        replica: this.replica,
        n: ++this.n,
        heads: Object.fromEntries(rooms.slice(i, i + headsMax)),
        me: Object.fromEntries(users.slice(i, i + headsMax)),
      };
      this.bus.publish(subject.digest, JSON.stringify(digest));
    }
  }
}
