import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The secret that signs calls between services: made at the first start, readable by its owner only. */
export function readSecret(dataFolder: string): Uint8Array {
  const file = join(dataFolder, 'secret');
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
    if (secret.length >= 32) return secret;
  }
  const secret = randomBytes(32);
  const descriptor = openSync(file, 'w', 0o600);
  writeSync(descriptor, `${secret.toString('base64url')}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return secret;
}
