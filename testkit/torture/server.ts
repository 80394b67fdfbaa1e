import { killWhileStarting, type ServerProcess, startProcess } from '../process.ts';

/** The server that is tortured: always at one address and over one data folder, however often it dies. */
export interface TorturedServer {
  readonly url: string;
  readonly dataFolder: string;
  /** The process as it is now. Throws while there is none. */
  running(): ServerProcess;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  /** Begins a start and kills it after so long. */
  startAndKill(afterMs: number): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Ends it in order, as an operator does. */
  stop(): Promise<void>;
}

const alive = new Set<ServerProcess>();

/** One that stands still would not notice that it was left alone. */
function killWithUs(server: ServerProcess): ServerProcess {
  if (alive.size === 0) process.once('exit', killAll);
  alive.add(server);
  return server;
}

function killAll(): void {
  for (const server of alive) void server.kill();
}

/** Starts a server on a free port, which it then keeps. `env`: settings for every start. */
export async function startTortured(
  dataFolder: string,
  env: Record<string, string> = {},
): Promise<TorturedServer> {
  const first = killWithUs(await startProcess(dataFolder, env));
  const sameEnv = { ...env, PORT: String(first.port) };
  let present: ServerProcess | null = first;
  const running = () => {
    if (!present) throw new Error('the server does not run');
    return present;
  };
  const end = async (by: 'kill' | 'stop') => {
    const ending = running();
    present = null;
    await ending[by]();
    alive.delete(ending);
    if (alive.size === 0) process.off('exit', killAll);
  };
  return {
    url: first.url,
    dataFolder,
    running,
    async start() {
      present = killWithUs(await startProcess(dataFolder, sameEnv));
    },
    startAndKill: (afterMs) => killWhileStarting(dataFolder, sameEnv, afterMs),
    kill: () => end('kill'),
    stop: () => end('stop'),
  };
}
