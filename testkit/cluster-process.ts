/**
 * `bun testkit/postgres.ts bun testkit/cluster-process.ts`: a cluster that looks like one server to whoever started it. It
 * takes PORT and ROOKERY_DATA as `rookery run` does, prints the address to open, and ends with SIGTERM; killed, it takes
 * its services along. A line on its standard input empties it, which it answers with `empty`: a new cluster at the price
 * of a few statements.
 */
import { createInterface } from 'node:readline';
import { stopOnSignals } from '../run/server.ts';
import { startCluster } from './cluster-world.ts';
import { emptyStores } from './empty-stores.ts';

const { PORT: port = '', ROOKERY_DATA: dataFolder = '', ROOKERY_TEST_CLUSTER_ENV: env = '{}' } = process.env;
const world = await startCluster({
  port: Number(port),
  dataFolder,
  env: JSON.parse(env) as Record<string, string>,
});
console.log(`Rookery is ready: ${world.claimUrl ?? world.url} `);
stopOnSignals(() => void world.stop().then(() => process.exit(0)));
for await (const _ of createInterface({ input: process.stdin })) {
  await emptyStores(dataFolder ?? '', world.claimUrl ?? '');
  console.log('empty');
}
