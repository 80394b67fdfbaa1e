import type { Consume } from '../../platform/bus.ts';
import type { Random } from '../random.ts';
import type { Faults } from './faults.ts';
import type { Mortal } from './mortal.ts';

/** Microseconds: the way of a durable event, and the longest pause before one that failed comes again. */
const wayUs = 2_000;
const againUs = 3_000_000;

interface Event {
  subject: string;
  id: string;
  payload: string;
}

/** All who share one name: they have been given everything before `next`. */
interface Consumer {
  members: Set<{ owner: Mortal; handler: Consume }>;
  next: number;
  running: boolean;
}

/** What a bus keeps until each consumer has taken it in. Nothing of it is lost, but its answers are, and it is told twice. */
export class DurableStream {
  private readonly kept: Event[] = [];
  private readonly consumers = new Map<string, Consumer>();

  constructor(
    /** Stands for the bus itself. */
    private readonly lasting: Mortal,
    private readonly random: Random,
    private readonly faults: Faults,
  ) {}

  async publish(owner: Mortal, event: Event): Promise<void> {
    const { random, faults } = this;
    await owner.sleep(random.below(wayUs));
    if (faults.happens('bus: durable refused')) throw new Error('the bus does not answer');
    this.kept.push(event);
    for (const consumer of this.consumers.values()) void this.run(consumer);
    await owner.sleep(random.below(wayUs));
    if (faults.happens('bus: durable answer lost')) throw new Error('the bus does not answer');
  }

  consume(owner: Mortal, subject: string, name: string, handler: Consume): () => Promise<void> {
    const id = `${subject} ${name}`;
    const consumer = this.consumers.get(id) ?? { members: new Set(), next: 0, running: false };
    this.consumers.set(id, consumer);
    const member = { owner, handler };
    consumer.members.add(member);
    owner.onDeath(() => consumer.members.delete(member));
    void this.run(consumer);
    return async () => void consumer.members.delete(member);
  }

  private async run(consumer: Consumer): Promise<void> {
    if (consumer.running) return;
    consumer.running = true;
    while (consumer.members.size > 0 && consumer.next < this.kept.length) {
      await this.lasting.sleep(this.random.below(wayUs));
      const event = this.kept[consumer.next];
      const taken = event && (await this.give(consumer, event));
      if (taken && !this.faults.happens('bus: durable told twice')) consumer.next++;
      else await this.lasting.sleep(this.random.below(againUs));
    }
    consumer.running = false;
  }

  /** Whether somebody took it in. */
  private async give({ members }: Consumer, { payload, id }: Event): Promise<boolean> {
    const all = [...members];
    if (all.length === 0) return false;
    const { owner, handler } = this.random.pick(all);
    let stopListening = () => {};
    const death = new Promise<false>((resolve) => (stopListening = owner.onDeath(() => resolve(false))));
    const taken = handler(payload, id).then(
      () => true,
      () => false,
    );
    const outcome = await Promise.race([taken, death]);
    stopListening();
    return outcome && owner.alive;
  }
}
