import type { Fetch } from '../../contracts/client.ts';
import type { Random } from '../random.ts';
import type { Faults } from './faults.ts';
import { never, type Mortal } from './mortal.ts';

/** Microseconds a request or an answer is on its way: usually, and when the network is slow. */
const usualUs = 2_000;
const slowUs = 3_000_000;
/** How long it takes until a caller learns that nothing more will come, if it ever does. */
const brokenUs = 5_000_000;

/** A process that answers calls. */
export interface Callee {
  mortal: Mortal;
  fetch: Fetch;
}

/** Carries calls between processes, over a network that is slow, or loses the request or its answer. */
export class Calls {
  constructor(
    private readonly random: Random,
    private readonly faults: Faults,
  ) {}

  /**
   * The `fetch` of one caller. `find` says who answers a request, when it arrives. `mayHang`: a caller that bounds its
   * own waits may wait for ever; a browser learns in the end that the connection broke.
   */
  from(caller: Mortal, find: (request: Request) => Callee | undefined, mayHang: boolean): Fetch {
    return async (request) => {
      const { faults, random } = this;
      const broken = () => this.broken(caller, mayHang);
      await this.travel(caller);
      if (faults.happens('call: failed')) return new Response('no gateway', { status: 502 });
      const callee = find(request);
      if (!callee?.mortal.alive || faults.happens('call: lost')) return broken();
      const answer = await this.answerOf(callee, request);
      if (answer === 'died' || faults.happens('call: answer lost')) return broken();
      await this.travel(caller);
      if (random.chance(50)) await this.travel(caller);
      return answer;
    };
  }

  private async answerOf({ mortal, fetch }: Callee, request: Request): Promise<Response | 'died'> {
    let stopListening = () => {};
    const death = new Promise<'died'>((resolve) => (stopListening = mortal.onDeath(() => resolve('died'))));
    const answer = await Promise.race([Promise.resolve(fetch(request)), death]);
    stopListening();
    return mortal.alive ? answer : 'died';
  }

  private async travel(caller: Mortal): Promise<void> {
    await caller.sleep(this.random.below(this.faults.happens('call: slow') ? slowUs : usualUs));
  }

  private async broken(caller: Mortal, mayHang: boolean): Promise<never> {
    if (mayHang && this.random.chance(30)) return never();
    await caller.sleep(this.random.below(brokenUs));
    throw new Error('the connection broke');
  }
}
