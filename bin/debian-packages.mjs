/** Packages of Debian that tests need. */
import { existsSync } from 'node:fs';
import { run } from './child.mjs';

const env = { DEBIAN_FRONTEND: 'noninteractive' };

/** Whether packages can be installed here: Debian or its kin, as root. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs those that are missing. Gives null, or apt-get's reason why it could not. */
export async function installPackages(packages) {
  const states = await Promise.all(
    packages.map((name) => run('dpkg-query', ['-W', '-f=${db:Status-Status}', name])),
  );
  const wanted = packages.filter((_, at) => states[at].output !== 'installed');
  if (wanted.length === 0) return null;
  console.log(`Installing ${wanted.join(', ')} with apt-get…`);
  await run('apt-get', ['update', '-qq'], { env });
  const { code, output } = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...wanted],
    { env },
  );
  if (code === 0) return null;
  const lines = output.trim().split('\n');
  return lines.findLast((line) => line.startsWith('E:')) ?? 'apt-get failed';
}
