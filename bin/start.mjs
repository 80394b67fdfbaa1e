/** `npm start`: installs and builds what is missing, then runs Rookery on this terminal. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { start } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';

await main(async () => {
  await install('prod');
  await buildWeb();
  return start(bunFile, [inRoot('run', 'main.ts'), 'run', ...process.argv.slice(2)]).ended;
});
