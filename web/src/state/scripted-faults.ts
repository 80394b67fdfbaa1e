import type { ErrorCode } from '../../../contracts/errors.ts';

/** Faults between the scripted server and its clients, for tests to set. */
export interface ScriptedFaults {
  /** False: the frame to a client is lost. */
  deliver: (frame: { t: string }) => boolean;
  /** A refusal of a post instead of taking it. */
  refuse: (post: { key: string }) => { code: ErrorCode; retryAfterMs?: number } | undefined;
  /** False: handshakes and calls find nobody. */
  reachable: boolean;
  /** What the answer to a call, such as `/members`, waits for. */
  hold: (path: string) => Promise<void> | undefined;
}

/** All goes well. */
export const noFaults = (): ScriptedFaults => ({
  deliver: () => true,
  refuse: () => undefined,
  reachable: true,
  hold: () => undefined,
});
