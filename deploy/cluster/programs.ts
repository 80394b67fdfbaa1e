import { StartError } from '../../platform/config.ts';

const homes = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** Where a program is. Throws `StartError` that says how to get it. */
export function programPath(name: 'nats-server' | 'caddy'): string {
  const found = Bun.which(name, { PATH: [process.env['PATH'], ...homes].join(':') });
  if (found !== null) return found;
  throw new StartError(
    `${name} is not installed. On Debian: apt-get install ${name}; with Homebrew: brew install ${name}.`,
  );
}
