/** The server under test as a process of its own: Rookery, or the raw publish that it is compared with. */
import { join } from 'node:path';
import { onCore } from './cores.ts';

const root = join(import.meta.dir, '../..');
/** The longest that a server may take to answer, in ms. */
const readyWithinMs = 30_000;
/** The longest that an orderly end may take, in ms. */
const stopWithinMs = 15_000;

/** A bench that fails, or is stopped, leaves no server behind. */
const running = new Set<Bun.Subprocess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface ServerProcess {
  pid: number;
  url: string;
  /** From the exec until `GET /` answered 200, in ms. */
  readyMs: number;
  /** Ends it in order. Throws when it ended badly, or by itself before. */
  stop(): Promise<void>;
}

export interface RookeryOptions {
  core: number | null;
  port: number;
  dataFolder: string;
  /** Whether the limits on how often hold, as they do for everybody who changes nothing. Usually not. */
  rateLimits?: boolean;
  /** Where browsers find it, when that is not its own port on loopback. */
  publicUrl?: string;
}

/** Starts Rookery with the settings of a load test and waits until it is ready. */
export function startRookery({
  core,
  port,
  dataFolder,
  rateLimits = false,
  publicUrl,
}: RookeryOptions): Promise<ServerProcess> {
  return start(core, port, ['run/main.ts', 'run'], {
    PORT: String(port),
    ROOKERY_DATA: dataFolder,
    ROOKERY_RATE_LIMITS: rateLimits ? 'on' : 'off',
    ROOKERY_LIMIT_SOCKETS_PER_USER: '50',
    ...(publicUrl === undefined ? {} : { ROOKERY_URL: publicUrl }),
  });
}

/** Starts the plain Bun server that publishes frames of so many bytes. */
export function startRawPublish(
  core: number | null,
  port: number,
  frameBytes: number,
): Promise<ServerProcess> {
  return start(core, port, ['bench/raw/main.ts'], { PORT: String(port), FRAME_BYTES: String(frameBytes) });
}

async function start(
  core: number | null,
  port: number,
  args: string[],
  env: Record<string, string>,
): Promise<ServerProcess> {
  const beganAt = performance.now();
  // The bench's own setting is none of the server's, which refuses what it does not know.
  const { ROOKERY_BENCH_FOLDER: _, ...given } = process.env;
  const child = Bun.spawn(onCore(core, [process.execPath, ...args]), {
    cwd: root,
    env: { ...given, ...env },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  });
  running.add(child);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null)
      throw new Error(`${args[0]} ended: ${await new Response(child.stderr).text()}`);
    if (performance.now() - beganAt > readyWithinMs)
      throw new Error(`${args[0]} did not answer on port ${port}`);
    await Bun.sleep(1);
  }
  return {
    pid: child.pid,
    url,
    readyMs: performance.now() - beganAt,
    async stop() {
      if (child.exitCode !== null)
        throw new Error(`${args[0]} ended: ${await new Response(child.stderr).text()}`);
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      const code = await child.exited;
      clearTimeout(force);
      running.delete(child);
      if (code !== 0)
        throw new Error(`${args[0]} ended with ${code}: ${await new Response(child.stderr).text()}`);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/`, { keepalive: false });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
