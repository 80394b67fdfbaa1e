import { subject as news } from '../../contracts/events.ts';
import type { Bus, DurableBus } from '../../platform/bus.ts';
import type { Random } from '../random.ts';
import { DurableStream } from './durable-stream.ts';
import type { Faults } from './faults.ts';
import type { Mortal } from './mortal.ts';
import type { VirtualTime } from './virtual-time.ts';

type Handler = Parameters<Bus['subscribe']>[1];
interface Subscription {
  owner: Mortal;
  subject: string;
  handler: Handler;
}

/** Microseconds: how long a payload takes, how long a late one, and how long one in ten of those. */
const usualUs = 500;
const lateUs = 60_000;
const veryLateUs = 5_000_000;

/** One bus between all processes. Each subscriber's copy is lost, doubled, late and out of order by itself. */
export class SimulatedBus {
  private readonly subscriptions = new Set<Subscription>();
  private readonly stream: DurableStream;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly faults: Faults,
    lasting: Mortal,
  ) {
    this.stream = new DurableStream(lasting, random, faults);
  }

  /** The bus as one process holds it. */
  of(owner: Mortal): DurableBus {
    return {
      publish: (subject, payload, headers = {}) => {
        if (!owner.alive) return;
        for (const to of this.subscriptions) {
          if (matches(to.subject, subject)) this.carry(to, payload, subject, headers);
        }
      },
      subscribe: (subject, handler) => {
        const subscription = { owner, subject, handler };
        this.subscriptions.add(subscription);
        owner.onDeath(() => this.subscriptions.delete(subscription));
        return () => this.subscriptions.delete(subscription);
      },
      publishDurably: (subject, id, payload) => this.stream.publish(owner, { subject, id, payload }),
      consume: (subject, name, handler) => this.stream.consume(owner, subject, name, handler),
      close: async () => undefined,
    };
  }

  private carry(to: Subscription, payload: string, subject: string, headers: Record<string, string>): void {
    const loss = subject === news.revoked ? 'bus: sign-out lost' : 'bus: lost';
    if (this.faults.happens(loss)) return;
    const times = this.faults.happens('bus: doubled') ? 2 : 1;
    for (let i = 0; i < times; i++) {
      const late = this.faults.happens('bus: late') && (this.random.chance(10) ? veryLateUs : lateUs);
      this.time.in(this.random.below(late || usualUs), () => {
        if (this.subscriptions.has(to)) to.handler(payload, subject, headers);
      });
    }
  }
}

function matches(wanted: string, subject: string): boolean {
  if (!wanted.endsWith('.*')) return wanted === subject;
  return subject.slice(0, subject.lastIndexOf('.') + 1) === wanted.slice(0, -1);
}
