/** `npm run bench`: measures speed and memory on this machine; `npm run bench -- browser`, the browser app alone; `-- cluster`, separate services. */
import './node-version.mjs';
import { buildWeb } from './build-web.mjs';
import { run } from './child.mjs';
import { installChromium } from './chromium.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile } from './paths.mjs';
import { installTestServers } from './test-servers.mjs';

await main(async () => {
  await install('all');
  await buildWeb();
  const measures = process.argv.slice(2);
  const [first, ...rest] = measures;
  if (first === 'cluster') await installTestServers();
  else if (measures.length === 0 || measures.includes('browser')) await installChromium({ windows: true });
  const command =
    first === 'cluster'
      ? ['testkit/postgres.ts', '--disk', bunFile, 'bench/cluster/main.ts', ...rest]
      : ['bench/main.ts', ...measures];
  const { code } = await run(bunFile, command, { show: true });
  return code;
});
