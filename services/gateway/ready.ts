import { ApiError } from '../../contracts/errors.ts';
import { json, refusal } from '../../platform/answers.ts';
import { peerBase } from '../../platform/reachable.ts';
import type { ServiceName } from './routing.ts';

/** Answers `/readyz`: 200 once every service behind says that it can work, else 503 naming those that cannot. */
export function readiness(peers: Record<ServiceName, (request: Request) => Promise<Response>>) {
  async function isReady(service: ServiceName): Promise<boolean> {
    try {
      return (await peers[service](new Request(`${peerBase(service)}/readyz`))).ok;
    } catch {
      return false;
    }
  }

  return async (): Promise<Response> => {
    const names: ServiceName[] = ['auth', 'users', 'chats'];
    const states = await Promise.all(names.map(isReady));
    const missing = names.filter((_, i) => !states[i]);
    if (missing.length === 0) return json(200, { ok: true });
    return refusal(new ApiError('unavailable', `Not ready yet: ${missing.join(', ')}.`));
  };
}
