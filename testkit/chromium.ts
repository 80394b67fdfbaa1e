/** How Chromium is started, by the browser tests, the measures and the demonstration of crashes. */
import { existsSync } from 'node:fs';

/**
 * Debian's packages; elsewhere Playwright uses the Chromium that it installed itself. The one that has no windows, of the
 * same sources, takes two thirds of the other's processor time.
 */
const withWindows = '/usr/bin/chromium';
const withoutWindows = '/usr/lib/chromium/chromium-headless-shell';
const isRoot = process.getuid?.() === 0;

const args = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP rookery.test 127.0.0.1',
];

function options(programs: readonly string[]) {
  const executablePath = programs.find((file) => existsSync(file));
  return { ...(executablePath === undefined ? {} : { executablePath }), args };
}

/** Options of Playwright's `launch`. */
export const chromiumOptions = options([withoutWindows, withWindows]);

/** The same for the browser that people have: it is what the measures are of. */
export const wholeChromiumOptions = options([withWindows]);

/** The same where somebody is to see the windows. */
export const chromiumWindowOptions = { ...wholeChromiumOptions, headless: false };
