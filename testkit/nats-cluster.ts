import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { programPath } from '../deploy/cluster/programs.ts';
import { natsBus } from '../platform/bus-nats.ts';
import { createLog } from '../platform/log.ts';
import { agreedMs, eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { removeTemp, tempFolder } from './temp.ts';

const size = 3;

/** Three NATS servers as a cluster with JetStream, of a test's own. */
export interface NatsCluster {
  readonly urls: readonly string[];
  /** Ends one at once, as a crash would. */
  kill(server: number): Promise<void>;
  restart(server: number): void;
  /** Which server leads a consumer of durable events, once it is there. */
  leaderOf(subject: string, consumer: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the servers; they find each other while one works on. Throws when there is no `nats-server` on this machine. */
export async function startNatsCluster(): Promise<NatsCluster> {
  const program = programPath('nats-server');
  const folder = tempFolder();
  const ports: number[] = [];
  const routes: number[] = [];
  for (let i = 0; i < size; i++) {
    ports.push(await freePort());
    routes.push(await freePort());
  }
  const urls = ports.map((port) => `nats://127.0.0.1:${port}`);
  const start = (i: number) => {
    const options = {
      '-n': `server-${i}`,
      '-a': '127.0.0.1',
      '-p': String(ports[i]),
      '-sd': join(folder, String(i)),
      '-l': join(folder, `log-${i}`),
      '--cluster_name': 'test',
      '--cluster': `nats://127.0.0.1:${routes[i]}`,
      '--routes': routes.map((port) => `nats://127.0.0.1:${port}`).join(),
    };
    return Bun.spawn([program, '-js', ...Object.entries(options).flat()], {
      stdout: 'ignore',
      stderr: 'ignore',
    });
  };
  const children = urls.map((_, i) => start(i));
  const kill = async (i: number) => {
    children[i]?.kill('SIGKILL');
    await children[i]?.exited;
  };
  return {
    urls,
    kill,
    restart(i) {
      children[i] = start(i);
    },
    async leaderOf(subject, consumer) {
      const connection = await connect({ servers: [...urls], waitOnFirstConnect: true });
      try {
        const manager = await jetstreamManager(connection, { checkAPI: false });
        let leader = -1;
        await eventually(async () => {
          const name = `${consumer}-${subject.replaceAll('.', '-')}`;
          const { cluster } = await manager.consumers.info('rookery-durable', name);
          leader = Number(/^server-(\d)$/.exec(cluster?.leader ?? '')?.[1] ?? -1);
          if (leader < 0) throw new Error('nobody leads the consumer yet');
        }, agreedMs);
        return leader;
      } finally {
        await connection.close();
      }
    },
    async stop() {
      for (const i of children.keys()) await kill(i);
      removeTemp(folder);
    },
  };
}

/**
 * A consumer that hangs on one server: that is the one it is connected to and the one that leads it. Gives the server's
 * number. `got` hears what comes.
 */
export async function hangOn(
  servers: NatsCluster,
  { subject, consumer, got }: { subject: string; consumer: string; got: (payload: string) => void },
): Promise<{ server: number; stop: () => Promise<void> }> {
  const bus = (at: readonly string[]) =>
    natsBus({ servers: at.join(), name: 'consumer', replicas: size }, createLog('silent'));
  const take = async (payload: string) => got(payload);
  const maker = bus(servers.urls);
  const stopMaking = maker.consume(subject, consumer, take);
  const server = await servers.leaderOf(subject, consumer);
  await stopMaking();
  await maker.close();
  // It learns of the other servers from this one.
  const hanging = bus([servers.urls[server] ?? '']);
  hanging.consume(subject, consumer, take);
  return { server, stop: () => hanging.close() };
}
