import { ApiError } from '../contracts/errors.ts';
import { StoreError } from './db.ts';

/** What a caller gets while the store cannot be used: they may try again, with the same key. */
export class Unavailable extends ApiError {
  constructor(override readonly cause: unknown) {
    super('unavailable', 'This cannot be stored or read just now; try again.', { retryAfterMs: 2000 });
  }
}

/** The connection went away before a commit was sent: nothing of its transaction happened. */
export class LostConnection extends Unavailable {}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** SQLSTATEs with which a server ends a connection, is not ready for one, or is not the one that takes writes now. */
const goneStates = /^(08...|57P01|57P02|57P03|57P05|53300|25006|25P03)$/;
const goneTexts =
  /connection terminated|connection ended|timeout exceeded when trying to connect|not queryable|timeout expired|took too long/i;

/** Whether an error means that the connection is of no more use, as against a statement that failed. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error);
  if (/^E[A-Z_]{3,}$/.test(code) || goneStates.test(code)) return true;
  return code === '' && error instanceof Error && goneTexts.test(error.message);
}

/** Whether others were in the way (serialisation failure, deadlock): nothing happened, and trying again helps. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === '40001' || codeOf(error) === '40P01';
}

/** Failures for want of time, memory or disk: nothing happened, and another try may go through. */
export function isExhausted(error: unknown): boolean {
  return /^(57014|53[12]..|55P03)$/.test(codeOf(error));
}

/** Why a store cannot be used now, in words; null when it is another kind of error. */
export function ranInto(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = codeOf(at);
    if (code === 'ECONNREFUSED') return 'nothing answers at this address and port';
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name of its host is not known';
    if (code === 'ENOENT') return 'there is no such socket';
    if (code === '53300') return 'it has no connection free';
    if (/^57P03$/.test(code)) return 'it is still starting, or just ending';
    if (isGone(at) && !(at.cause instanceof Error)) return at.message || code;
  }
  return null;
}

/** A refusal that waiting does not mend, in words for the operator; null for everything else. */
export function refusedBy(error: unknown, service: string, place: string): StoreError | null {
  const where = `the ${service} database at ${place}`;
  const { message } = error as Error;
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return new StoreError(`${where} refuses this user and password (${message})`);
    case '3D000':
      return new StoreError(`${where} does not exist: make it, for this user (createdb)`);
    case '42501':
      return new StoreError(`${where} does not let this user in, or make tables (${message})`);
    default:
      break;
  }
  if (/password must be a string|SASL|does not support SSL|certificate/i.test(message)) {
    return new StoreError(`${where} cannot be used: ${message}`);
  }
  return null;
}
