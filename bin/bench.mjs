/** `npm run bench`: measures speed and memory on this machine; `npm run bench -- cluster`, over separate services. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { run } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile } from './paths.mjs';
import { installTestServers } from './test-servers.mjs';

await main(async () => {
  await install('all');
  await buildWeb();
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'cluster') await installTestServers();
  const command =
    first === 'cluster'
      ? ['testkit/postgres.ts', '--disk', bunFile, 'bench/cluster/main.ts', ...rest]
      : ['bench/main.ts', ...process.argv.slice(2)];
  const { code } = await run(bunFile, command, { show: true });
  return code;
});
