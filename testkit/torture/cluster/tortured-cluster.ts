import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendCommand } from '../../../deploy/cluster/control.ts';
import { natsCount, natsPort, portsInAll, postgresPort } from '../../../deploy/cluster/layout.ts';
import { databaseUrl } from '../../../deploy/cluster/postgres.ts';
import type { Secrets } from '../../../deploy/cluster/secrets.ts';
import { freePorts } from '../../free-port.ts';
import { startTcpProxy } from '../../tcp-proxy.ts';
import { removeTemp, tempFolder } from '../../temp.ts';
import type { World } from '../../world.ts';
import { layNatsRoutes, type NatsRoutes } from './nats-routes.ts';

const main = join(import.meta.dir, '..', '..', '..', 'deploy', 'cluster', 'main.ts');
const readyWord = 'Stop with';

/** What `npm run cluster` starts: all services twice, PostgreSQL on the disk, three NATS servers and Caddy. */
export interface TorturedCluster extends World {
  /** Does to its processes what somebody would type, such as `kill live:1`. Throws when that fails. */
  command(...words: string[]): Promise<void>;
  /** Cuts the first replica of every service off from the bus, silently; the second ones and PostgreSQL are reached. */
  part(): void;
  /** Joins them again. */
  join(): void;
  /** Between its NATS servers. */
  routes: Pick<NatsRoutes, 'cutOff' | 'heal'>;
  /** The database of a service, for reading what was stored. */
  databaseUrl(service: 'chats'): string;
}

/** Starts a cluster in a folder of its own. `env`: settings of every service. */
export async function startTorturedCluster(env: Record<string, string>): Promise<TorturedCluster> {
  const dataFolder = tempFolder();
  const folder = join(dataFolder, 'cluster');
  const port = await freePorts(portsInAll);
  const layout = { folder, port, tls: false };
  // Between the first replicas and each of the NATS servers, which begin to listen later.
  const network = await Promise.all(
    Array.from({ length: natsCount }, (_, i) => startTcpProxy(natsPort(layout, i + 1))),
  );
  const routes = await layNatsRoutes(layout);
  const child = Bun.spawn([process.execPath, main], {
    env: {
      PATH: process.env['PATH'],
      ROOKERY_DATA: dataFolder,
      PORT: String(port),
      CLUSTER_NATS_URL_1: network.map((way) => `nats://127.0.0.1:${way.port}`).join(),
      ...routes.env,
      ...env,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  // Its watchdog ends the others then.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const said = await readUntilReady(child.stdout);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    claimUrl: /https?:\/\/\S+\/claim#\S+/.exec(said)?.[0] ?? null,
    dataFolder,
    async command(...words) {
      const answer = await sendCommand(folder, words);
      if (!answer?.ok) throw new Error(`${words.join(' ')}: ${answer?.text ?? 'the cluster is gone'}`);
    },
    part: () => network.forEach((way) => way.hold()),
    join: () => network.forEach((way) => way.release()),
    routes,
    databaseUrl(service) {
      const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Secrets;
      return databaseUrl(postgresPort(layout), secrets, service);
    },
    async stop() {
      process.off('exit', killWithUs);
      child.kill('SIGTERM');
      await child.exited;
      await Promise.all([...network, routes].map((way) => way.stop()));
      removeTemp(dataFolder);
    },
  };
}

/** What a cluster says until it runs; the rest is read and dropped. Throws when it ends before. */
async function readUntilReady(out: ReadableStream<Uint8Array>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  void (async () => {
    let text = '';
    for await (const chunk of out) {
      if (text.includes(readyWord)) continue;
      text += Buffer.from(chunk).toString();
      if (text.includes(readyWord)) resolve(text);
    }
    reject(new Error(`the cluster did not start: ${text}`));
  })();
  return promise;
}
