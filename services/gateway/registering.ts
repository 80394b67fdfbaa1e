import * as v from 'valibot';
import { auth, type Account } from '../../contracts/auth.ts';
import type { chats } from '../../contracts/chats.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { Token } from '../../contracts/shapes.ts';
import type { Registration } from '../../platform/config.ts';
import { parseJson } from '../../platform/json.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { CallRates } from './limits.ts';

const Invited = v.object({ invite: Token });

/** Headers of a call on behalf of somebody who has just registered. */
type ActingFor = (user: Account) => Record<string, string>;

export interface InvitedDeps {
  chats: Pick<Client<typeof chats>, 'previewInvite'>;
  registration: Registration;
  rates: CallRates;
  limits: Pick<Limits, 'jsonDepth'>;
}

/**
 * The invite that lets somebody register, if it works; it is looked at, not used. Null where the policy does not ask
 * for one, and for a body that is not in order: `auth` says what is wrong with it. Throws `rate_limited`, and
 * `unavailable` when nobody can tell.
 */
export async function heldInvite(
  body: Uint8Array | null,
  address: string,
  deps: InvitedDeps,
): Promise<string | null> {
  if (deps.registration !== 'invite' || body === null) return null;
  const token = readInvite(body, deps.limits.jsonDepth);
  if (token === null) return null;
  deps.rates.takePreview(address);
  try {
    await deps.chats.previewInvite({ params: { token } });
    return token;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    if (error.code === 'not_found') deps.rates.missed(address);
    return null;
  }
}

/**
 * After the answer to somebody who registered by an invite: uses it, so that a link for one person lets one in. The
 * account stands whatever happens here; a link that was used up meanwhile is said when its page is opened next.
 */
export async function useInvite(
  answer: Response,
  token: string,
  deps: { chats: Pick<Client<typeof chats>, 'acceptInvite'>; actingFor: ActingFor; log: Log },
): Promise<void> {
  if (answer.status !== 201) return;
  const registered = v.safeParse(auth.register.answers[201], await answer.clone().json());
  if (!registered.success) return;
  try {
    await deps.chats.acceptInvite({ params: { token }, headers: deps.actingFor(registered.output.user) });
  } catch (error) {
    deps.log.warn({ err: error }, 'somebody registered by an invite that did not let them in');
  }
}

function readInvite(body: Uint8Array, depthMax: number): string | null {
  try {
    const parsed = v.safeParse(Invited, parseJson(new TextDecoder().decode(body), depthMax));
    return parsed.success ? parsed.output.invite : null;
  } catch {
    return null;
  }
}
