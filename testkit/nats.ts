import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { programPath } from '../deploy/cluster/programs.ts';
import { serviceNames } from '../platform/alone-settings.ts';
import { freePort } from './free-port.ts';
import { removeTemp, tempFolder } from './temp.ts';

/** The password of a service's user in the tests' NATS servers. */
export const natsPassword = (service: string) => `the-password-of-${service}`;

const usersFile = join(import.meta.dir, '..', 'deploy', 'nats-users.conf');
const passwords = Object.fromEntries(
  serviceNames.map((name) => [`NATS_PASSWORD_${name.toUpperCase()}`, natsPassword(name)]),
);

/** A NATS server of a test's own, on a free port of loopback. */
export interface NatsServer {
  readonly url: string;
  /** What it wrote to its log. */
  log(): string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port after `kill`. */
  restart(options?: { users: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a NATS server with JetStream; with `users` it knows those of `deploy/nats-users.conf` alone. `port`: a free one
 * unless given. Throws when there is none on this machine: `npm test` installs it.
 */
export async function startNats({ users = false, port: given = 0 } = {}): Promise<NatsServer> {
  const program = programPath('nats-server');
  const folder = tempFolder();
  const port = given || (await freePort());
  const start = async (known: boolean) => {
    const child = Bun.spawn(
      [
        program,
        '-a',
        '127.0.0.1',
        '-p',
        String(port),
        '-js',
        '-sd',
        join(folder, 'js'),
        '-l',
        join(folder, 'log'),
        ...(known ? ['-c', usersFile] : []),
      ],
      { stdout: 'ignore', stderr: 'ignore', env: passwords },
    );
    await answering(port);
    return child;
  };
  let child = await start(users);
  const kill = async () => {
    child.kill('SIGKILL');
    await child.exited;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    kill,
    async restart(options = { users }) {
      child = await start(options.users);
    },
    async stop() {
      await kill();
      removeTemp(folder);
    },
  };
}

/** Waits until the server greets. */
async function answering(port: number): Promise<void> {
  for (let tries = 0; !(await greets(port)); tries++) {
    if (tries > 200) throw new Error(`nats-server does not answer on port ${port}`);
    await Bun.sleep(50);
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
