/** Chromium for the browser tests, with fonts for the scripts and emoji that they type. */
import { existsSync } from 'node:fs';
import { run } from './child.mjs';
import { canInstall, installPackages } from './debian-packages.mjs';
import { Failure } from './failure.mjs';
import { inRoot } from './paths.mjs';

const whole = 'chromium';
/** The one without windows is enough for tests; older systems do not have it. */
const withoutWindows = 'chromium-headless-shell';
const fonts = ['fonts-noto-core', 'fonts-noto-color-emoji'];

async function installBrowser(windows) {
  if (!windows && (await installPackages([withoutWindows])) === null) return;
  const reason = await installPackages([whole]);
  if (reason === null || existsSync('/usr/bin/chromium')) return;
  throw new Failure(`Chromium could not be installed (${reason}). Run \`apt-get install ${whole}\`.`);
}

async function installFromDebian(windows) {
  await installBrowser(windows);
  if ((await installPackages(fonts)) !== null)
    console.log('Fonts could not be installed; going on without them.');
}

/** Installs what is missing; `windows`: the whole browser, as people have it. Throws `Failure`. */
export async function installChromium({ windows = false } = {}) {
  if (canInstall()) return installFromDebian(windows);
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
