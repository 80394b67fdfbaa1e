import * as v from 'valibot';
import { auth } from '../../contracts/auth.ts';
import type { chats } from '../../contracts/chats.ts';
import type { Client } from '../../contracts/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';

/** When a room that could not be made is tried again, in ms after the failure. */
const retryMs = [1_000, 5_000, 30_000, 120_000];

/**
 * Makes the room "General" for whoever has just claimed the instance. The claim stands whatever happens here: what
 * fails is logged and tried again later.
 */
export class FirstRoom {
  private readonly waiting = new Set<() => void>();
  private stopped = false;

  constructor(
    private readonly deps: { chats: Pick<Client<typeof chats>, 'firstRoom'>; clock: Clock; log: Log },
  ) {}

  /** After the answer to a claim: makes the room if it went well. */
  async afterClaim(answer: Response): Promise<void> {
    if (answer.status !== 201) return;
    const claimed = v.safeParse(auth.claim.answers[201], await answer.clone().json());
    if (claimed.success) await this.make(claimed.output.user.id, 0);
  }

  /** Gives up what is still to be tried again. */
  stop(): void {
    this.stopped = true;
    for (const cancel of this.waiting) cancel();
    this.waiting.clear();
  }

  private async make(owner: string, failures: number): Promise<void> {
    try {
      await this.deps.chats.firstRoom({ body: { owner } });
    } catch (error) {
      this.deps.log.error({ err: error, failures: failures + 1 }, 'the first room could not be made');
      const wait = retryMs[failures];
      if (wait === undefined || this.stopped) return;
      const cancel = this.deps.clock.after(wait, () => {
        this.waiting.delete(cancel);
        void this.make(owner, failures + 1);
      });
      this.waiting.add(cancel);
    }
  }
}
