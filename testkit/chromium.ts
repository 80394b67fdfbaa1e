/** How Chromium is started, by the browser tests and by the measures. */
import { existsSync } from 'node:fs';

/** Debian's package; elsewhere Playwright uses the Chromium that it installed itself. */
const debianChromium = '/usr/bin/chromium';
const isRoot = process.getuid?.() === 0;

/** Options of Playwright's `launch`. */
export const chromiumOptions = {
  ...(existsSync(debianChromium) ? { executablePath: debianChromium } : {}),
  args: [
    ...(isRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP rookery.test 127.0.0.1',
  ],
};
