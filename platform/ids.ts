import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id: UUIDv7 text (RFC 9562), so ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/** A secret for a link or a cookie: `bytes` random bytes (32 unless given) as base64url. */
export function newToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** What is kept of a token: its SHA-256. The token has full entropy, so no salt and no slow hash are needed. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
