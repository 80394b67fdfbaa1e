/** `npm run simulate`: runs clients and services with simulated time, network and disk, a seed at a time. */
import './node-version.mjs';
import { run } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile } from './paths.mjs';

await main(async () => {
  await install('all');
  const { code } = await run(bunFile, ['testkit/simulation/main.ts', ...process.argv.slice(2)], {
    show: true,
  });
  return code;
});
