/** `npm run pictures`: makes the pictures in docs/ anew; `-- phone` those whose test or file has the word. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { run } from './child.mjs';
import { installChromium } from './chromium.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { inRoot } from './paths.mjs';

await main(async () => {
  const words = process.argv.slice(2).join(' ');
  await install('all');
  await installChromium();
  await buildWeb();
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const only = words === '' ? [] : ['--grep', words];
  const { code } = await run(process.execPath, [cli, 'test', '--config', 'e2e/pictures.config.ts', ...only], {
    show: true,
  });
  return code;
});
