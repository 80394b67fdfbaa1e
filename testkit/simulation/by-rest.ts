import { ApiError } from '../../contracts/errors.ts';
import type { Api } from '../../web/src/state/api.ts';
import type { SignIn } from './sign-ins.ts';
import type { SimulatedWorld } from './world.ts';

/** One person: their pages, and what they do besides, straight to the API. */
export interface Person {
  id: string;
  signIn: SignIn;
  api: Api;
}

/** Posts, and writes down what was asked and answered. */
export async function postByRest(
  { recorder }: SimulatedWorld,
  person: Person,
  { room, key, body }: { room: string; key: string; body: string },
): Promise<void> {
  const about = { socket: null, user: person.id, room, key };
  recorder.add({ is: 'post', ...about, body });
  try {
    const { seq } = await person.api.chats.postMessage({ params: { room }, body: { key, body } });
    recorder.add({ is: 'ack', ...about, seq });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Without an answer from the server itself nobody refused anything.
    const { code, retryAfterMs } = error;
    if (retryAfterMs !== undefined || code === 'not_found')
      recorder.add({ is: 'refused', ...about, code, again: retryAfterMs !== undefined });
  }
}

/** Tries something that may be refused or get no answer. */
export function attempt<T>(call: Promise<T>, done: (value: T) => void): void {
  void finished(call, done);
}

async function finished<T>(call: Promise<T>, done: (value: T) => void): Promise<void> {
  try {
    done(await call);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
