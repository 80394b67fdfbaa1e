#!/usr/bin/env node
/** The command `rookery`: the same as `npm start` for `run`, and the other commands beside it. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { start } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  await install('prod');
  if (args[0] === 'run') await buildWeb();
  return start(bunFile, [inRoot('run', 'main.ts'), ...args]).ended;
});
