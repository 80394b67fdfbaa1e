/** Chromium for the browser tests, with fonts for the scripts and emoji that they type. */
import { existsSync } from 'node:fs';
import { run } from './child.mjs';
import { Failure } from './failure.mjs';
import { inRoot } from './paths.mjs';

const packages = ['chromium', 'fonts-noto-core', 'fonts-noto-color-emoji'];
const env = { DEBIAN_FRONTEND: 'noninteractive' };

/** The Debian packages that are missing. */
async function missing() {
  const states = await Promise.all(
    packages.map((name) => run('dpkg-query', ['-W', '-f=${db:Status-Status}', name])),
  );
  return packages.filter((_, at) => states[at].output !== 'installed');
}

async function installFromDebian() {
  const wanted = await missing();
  if (wanted.length === 0) return;
  console.log(`Installing ${wanted.join(', ')} with apt-get…`);
  await run('apt-get', ['update', '-qq'], { env });
  const { code, output } = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...wanted],
    { env },
  );
  if (code === 0) return;
  if (existsSync('/usr/bin/chromium')) {
    console.log('Fonts could not be installed; going on without them.');
    return;
  }
  const reason =
    output
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('E:')) ?? 'apt-get failed';
  throw new Failure(
    `Chromium could not be installed (${reason}). Run \`apt-get install ${packages.join(' ')}\`.`,
  );
}

/** Installs what is missing. Throws `Failure`. */
export async function installChromium() {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'))
    return installFromDebian();
  if (existsSync('/usr/bin/chromium')) return;
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const { code, output } = await run(process.execPath, [cli, 'install', 'chromium']);
  if (code !== 0) {
    const reason =
      output
        .trim()
        .split('\n')
        .find((line) => /error|failed/i.test(line)) ?? 'no reason given';
    throw new Failure(`Playwright could not install its Chromium (${reason.trim()}).`);
  }
}
