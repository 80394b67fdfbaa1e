/** Chromium for the browser tests, with fonts for the scripts and emoji that they type. */
import { existsSync } from 'node:fs';
import { run } from './child.mjs';
import { canInstall, installPackages } from './debian-packages.mjs';
import { Failure } from './failure.mjs';
import { inRoot } from './paths.mjs';

const packages = ['chromium', 'fonts-noto-core', 'fonts-noto-color-emoji'];

async function installFromDebian() {
  const reason = await installPackages(packages);
  if (reason === null) return;
  if (existsSync('/usr/bin/chromium')) {
    console.log('Fonts could not be installed; going on without them.');
    return;
  }
  throw new Failure(
    `Chromium could not be installed (${reason}). Run \`apt-get install ${packages.join(' ')}\`.`,
  );
}

/** Installs what is missing. Throws `Failure`. */
export async function installChromium() {
  if (canInstall()) return installFromDebian();
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
