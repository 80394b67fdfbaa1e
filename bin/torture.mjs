/** `npm run torture`: real processes killed and starved while clients talk. `--help` tells what can be asked for. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { run } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile } from './paths.mjs';
import { installTestServers } from './test-servers.mjs';

await main(async () => {
  await install('all');
  await installTestServers();
  await buildWeb();
  const { code } = await run(bunFile, ['testkit/torture/main.ts', ...process.argv.slice(2)], { show: true });
  return code;
});
