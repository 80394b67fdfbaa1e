/** `npm run cluster`: installs what is missing, then runs Rookery as separate services on this machine. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { start } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';
import { installTestServers } from './test-servers.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  // A command for a cluster that runs needs nothing new.
  if (args.length === 0 || args[0].startsWith('--')) {
    // PostgreSQL comes by npm, with what the tests need.
    await install('all');
    await installTestServers();
    await buildWeb();
  }
  return start(bunFile, [inRoot('deploy', 'cluster', 'main.ts'), ...args]).ended;
});
