import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What only this cluster knows; made once, kept in its folder, readable by its owner only. */
export interface Secrets {
  /** Signs calls between services. */
  services: string;
  /** The password of PostgreSQL's own user. */
  postgres: string;
  /** Passwords of the services' own databases. */
  auth: string;
  users: string;
  chats: string;
}

/** The password of a user of NATS: letters and digits, a letter first. */
export function natsPassword({ services }: Secrets, user: string): string {
  return `p${createHmac('sha256', services).update(`nats ${user}`).digest('hex')}`;
}

/** Reads the secrets of a folder, or makes them. */
export function secretsIn(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secret = () => randomBytes(24).toString('base64url');
  const made = {
    services: secret(),
    postgres: secret(),
    auth: secret(),
    users: secret(),
    chats: secret(),
  };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}
