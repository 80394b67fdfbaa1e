import { ApiError } from '../../contracts/errors.ts';
import { Person } from '../person.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { Client } from './client.ts';
import type { Crowd } from './people.ts';
import type { Recorder } from './recorder.ts';

/** A sign-out closes sockets within 5 s: longer than that somebody would have to hear more to be caught. */
const listensOnMs = 7_000;
/** Signed in for so long at most. */
const staysMs = 2_500;
/** A call that failed is made again after so long. */
const againMs = 200;

export interface VisitorDeps {
  server: World;
  crowd: Crowd;
  recorder: Recorder;
  random: Random;
  /** Ends it at the next step. */
  signal: AbortSignal;
}

/** Somebody who reads along, signs out, listens whether anything still comes, and signs in again, until the signal. */
export class Visitor {
  private constructor(
    private readonly person: Person,
    private readonly room: string,
    private readonly deps: VisitorDeps,
  ) {}

  /** Registers and comes into a room. */
  static async make(deps: VisitorDeps): Promise<Visitor> {
    const { server, crowd, random } = deps;
    const { room, owner } = random.pick(crowd.gatherings);
    const person = await new Person(server).register('visitor');
    await owner.letIn(room, person);
    return new Visitor(person, room, deps);
  }

  async run(): Promise<void> {
    const { person, room, deps } = this;
    const { random, recorder, server, signal } = deps;
    for (let visits = 1; !signal.aborted; visits++) {
      const rooms = [{ room, after: undefined }];
      const { id, cookie } = person;
      const plan = { name: `visitor-${visits}`, url: server.url, user: id, cookie, rooms };
      const client = new Client(plan, recorder, random);
      client.connect();
      await this.wait(random.below(staysMs));
      // Whether a try without an answer ended the sign-in is not known; the next one finds it ended, or ends it.
      const ended = await this.untilAnswered(() => person.auth.logout());
      if (ended) recorder.add({ is: 'signed-out', user: id });
      await this.wait(listensOnMs);
      client.stop();
      await this.untilAnswered(() => person.login('visitor'));
    }
  }

  /** False when the signal came first. */
  private async untilAnswered(call: () => Promise<unknown>): Promise<boolean> {
    while (!this.deps.signal.aborted) {
      try {
        await call();
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'not_signed_in') return true;
        if (!(error instanceof ApiError)) throw error;
      }
      await this.wait(againMs);
    }
    return false;
  }

  private async wait(ms: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(() => over.resolve(), ms);
    const { signal } = this.deps;
    const end = () => over.resolve();
    signal.addEventListener('abort', end);
    if (!signal.aborted) await over.promise;
    signal.removeEventListener('abort', end);
    clearTimeout(timer);
  }
}
