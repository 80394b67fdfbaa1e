import { hash, verify } from '@node-rs/argon2';
import { Bounded } from '../../platform/bounded.ts';
import { newToken } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import { normalPassword } from './password-rules.ts';

/**
 * Argon2id, the package's default algorithm, with OWASP's second choice of costs (Password Storage Cheat Sheet): 19 MiB,
 * two passes, one lane. About 30 ms of a core, off the event loop.
 */
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const hashMs = 40;

/** The Argon2id hash of a password, in PHC form; unbounded, for programs that hash once. */
export function hashPassword(password: string): Promise<string> {
  return hash(Buffer.from(normalPassword(password)), costs);
}

/** Hashes and checks passwords, a few at a time: each takes 19 MiB, and a flood must not take the machine. */
export class Passwords {
  private readonly bounded: Bounded;
  /** The hash of a password that nobody has: checking against it takes as long as against a real one. */
  private readonly nobody: Promise<string>;

  constructor(limits: Pick<Limits, 'hashConcurrency' | 'hashQueue'>) {
    this.bounded = new Bounded(limits.hashConcurrency, limits.hashQueue, hashMs);
    this.nobody = hashPassword(newToken());
  }

  /** Throws `overloaded`. */
  hash(password: string): Promise<string> {
    return this.bounded.run(() => hashPassword(password));
  }

  /**
   * Whether this is the password behind `kept`. Without one (no such user) it takes the same time and says no.
   * Throws `overloaded`.
   */
  matches(kept: string | undefined, password: string): Promise<boolean> {
    return this.bounded.run(async () => {
      const right = await verify(kept ?? (await this.nobody), Buffer.from(normalPassword(password)));
      return right && kept !== undefined;
    });
  }
}
