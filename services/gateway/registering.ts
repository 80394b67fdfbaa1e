import * as v from 'valibot';
import type { chats } from '../../contracts/chats.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { Token } from '../../contracts/shapes.ts';
import type { Registration } from '../../platform/config.ts';
import { parseJson } from '../../platform/json.ts';
import type { Limits } from '../../platform/limits.ts';
import type { CallRates } from './limits.ts';

const Invited = v.object({ invite: Token });

export interface InvitedDeps {
  chats: Pick<Client<typeof chats>, 'previewInvite'>;
  registration: Registration;
  rates: CallRates;
  limits: Pick<Limits, 'jsonDepth'>;
}

/**
 * Whether somebody who registers holds an invite that works; it is looked at, not used. False where the policy does
 * not ask for one, and for a body that is not in order: `auth` says what is wrong with it. Throws `rate_limited`, and
 * `unavailable` when nobody can tell.
 */
export async function holdsInvite(
  body: Uint8Array | null,
  address: string,
  deps: InvitedDeps,
): Promise<boolean> {
  if (deps.registration !== 'invite' || body === null) return false;
  const token = readInvite(body, deps.limits.jsonDepth);
  if (token === null) return false;
  deps.rates.takePreview(address);
  try {
    await deps.chats.previewInvite({ params: { token } });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    if (error.code === 'not_found') deps.rates.missed(address);
    return false;
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
