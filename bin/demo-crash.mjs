/**
 * `npm run demo:crash`: two people talk while the server is killed again and again, and every message is counted.
 * `--seconds 20` ends sooner, `--picture file.png` keeps the last view elsewhere.
 */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { start } from './child.mjs';
import { installChromium } from './chromium.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';

await main(async () => {
  await install('all');
  await installChromium({ windows: Boolean(process.env.DISPLAY) });
  await buildWeb();
  return start(bunFile, [inRoot('e2e', 'crash-demo', 'main.ts'), ...process.argv.slice(2)]).ended;
});
