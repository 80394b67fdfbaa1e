/** `npm run cluster`: the product as separate services on one machine, and commands to try failures by hand. */
import { join, resolve } from 'node:path';
import { refuseUnknown } from '../../platform/known-settings.ts';
import { SettingError } from '../../platform/setting-error.ts';
import { StartError } from '../../platform/config.ts';
import { lockFolder } from '../../run/lock.ts';
import { stopOnSignals } from '../../run/server.ts';
import { Cluster, prepareClusterFolder, usage } from './cluster.ts';
import { sendCommand, takeCommands } from './control.ts';
import { portsInAll, publicUrl, type Layout } from './layout.ts';

const standardPort = 4100;
const portMax = 65_535 - portsInAll;

function readLayout(args: readonly string[]): Layout {
  // Here, or each of its services would end over it, again and again.
  refuseUnknown(process.env);
  const unknown = args.find((arg) => arg !== '--tls');
  if (unknown !== undefined) throw new StartError(`${unknown} is not an option. ${usage}`);
  const port = Number(process.env['PORT'] || standardPort);
  if (!Number.isInteger(port) || port < 1024 || port > portMax)
    throw new StartError(
      `PORT=${process.env['PORT']} cannot be used: write a number from 1024 to ${portMax}.`,
    );
  return { folder: clusterFolder(), port, tls: args.includes('--tls') };
}

function clusterFolder(): string {
  return join(resolve(process.env['ROOKERY_DATA'] || 'rookery-data'), 'cluster');
}

async function runCluster(layout: Layout): Promise<void> {
  const { folder } = layout;
  prepareClusterFolder(folder);
  const lock = lockFolder(folder, 0);
  const cluster = new Cluster(layout, (line) => console.log(line));
  let ending: Promise<void> | undefined;
  const end = (code: number) => {
    ending ??= (async () => {
      console.log('Ending everything in order…');
      await cluster.stop();
      lock.release();
      process.exit(code);
    })();
    return ending;
  };
  stopOnSignals(() => void end(0));
  await takeCommands(folder, async (words) => {
    if (words[0] !== 'stop') return cluster.command(words);
    void end(0);
    return 'Ending everything in order.';
  });
  console.log('Starting PostgreSQL, three NATS servers, two of each service and the front door…');
  try {
    await cluster.start();
  } catch (error) {
    if (ending) return ending;
    console.error((error as Error).message);
    return end(1);
  }
  const claim = cluster.claimUrl();
  console.log(`\n${cluster.table()}\n`);
  console.log(
    claim === null ? `Open ${publicUrl(layout)}` : `Open this link once to make it yours: ${claim}`,
  );
  if (layout.tls)
    console.log(`Its certificate is signed by ${join(folder, 'caddy/pki/authorities/local/root.crt')}`);
  console.log(
    `Data: ${folder}\nTry failures from another terminal: npm run cluster -- kill live:1\nStop with Ctrl-C.`,
  );
}

const [first, ...rest] = process.argv.slice(2);
try {
  if (first === undefined || first.startsWith('--')) {
    await runCluster(readLayout(first === undefined ? [] : [first, ...rest]));
  } else {
    const answer = await sendCommand(clusterFolder(), [first, ...rest]);
    if (answer === null)
      throw new StartError(`No cluster runs in ${clusterFolder()}: start one by npm run cluster.`);
    console[answer.ok ? 'log' : 'error'](answer.text);
    process.exit(answer.ok ? 0 : 1);
  }
} catch (error) {
  if (!(error instanceof StartError || error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exit(1);
}
