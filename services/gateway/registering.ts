import * as v from 'valibot';
import { auth } from '../../contracts/auth.ts';
import type { chats as chatsTable } from '../../contracts/chats.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { Token } from '../../contracts/shapes.ts';
import type { Registration } from '../../platform/config.ts';
import { parseJson } from '../../platform/json.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { CallRates } from './limits.ts';

const Invited = v.object({ invite: Token });

/** A use of an invite that is held while somebody registers by it. */
export interface HeldInvite {
  token: string;
  reservation: string;
}

export interface InvitedDeps {
  chats: Pick<Client<typeof chatsTable>, 'reserveInvite'>;
  registration: Registration;
  rates: CallRates;
  limits: Pick<Limits, 'jsonDepth'>;
}

/**
 * The invite that lets somebody register, if it works; one use of it is held for them. Null where the policy does not ask
 * for one, and for a body that is not in order: `auth` says what is wrong with it. Throws `rate_limited`, and
 * `unavailable` when nobody can tell.
 */
export async function heldInvite(
  body: Uint8Array | null,
  address: string,
  deps: InvitedDeps,
): Promise<HeldInvite | null> {
  if (deps.registration !== 'invite' || body === null) return null;
  const token = readInvite(body, deps.limits.jsonDepth);
  if (token === null) return null;
  deps.rates.takePreview(address);
  try {
    const { reservation } = await deps.chats.reserveInvite({ body: { token } });
    return { token, reservation };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    if (error.code === 'not_found') deps.rates.missed(address);
    return null;
  }
}

/**
 * After the answer to somebody who registered by an invite: they are let in by the use that was held for them, so that a
 * link for one person lets one in. Without an account it is given back; where nobody can tell whether there is one, it
 * runs out by itself. The account stands whatever happens here.
 */
export async function useInvite(
  answer: Response,
  { token, reservation }: HeldInvite,
  { chats, log }: { chats: Pick<Client<typeof chatsTable>, 'acceptReserved' | 'releaseInvite'>; log: Log },
): Promise<void> {
  if (answer.status >= 500) return;
  try {
    if (answer.status !== 201) {
      await chats.releaseInvite({ body: { reservation } });
      return;
    }
    const registered = v.safeParse(auth.register.answers[201], await answer.clone().json());
    if (!registered.success) return;
    const user = registered.output.user.id;
    await chats.acceptReserved({ body: { token, reservation, user } });
  } catch (error) {
    log.warn({ err: error }, 'the use of an invite that was held for somebody could not be settled');
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
