import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from '../../deploy/cluster/programs.ts';
import { freePort } from '../../testkit/free-port.ts';

/** A load balancer that knows nothing of rooms: requests go to the addresses in turn. */
export async function inTurn(
  addresses: readonly string[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  const port = await freePort();
  const file = join(folder, 'Caddyfile');
  const hosts = addresses.map((url) => new URL(url).host).join(' ');
  writeFileSync(
    file,
    `{
	admin off
	auto_https off
	storage file_system ${JSON.stringify(folder)}
}
http://:${port} {
	bind 127.0.0.1
	reverse_proxy ${hosts} {
		lb_policy round_robin
		lb_try_duration 20s
	}
}
`,
  );
  const child = Bun.spawn([programPath('caddy'), 'run', '--config', file, '--adapter', 'caddyfile'], {
    env: { HOME: folder },
    stdout: 'ignore',
    stderr: 'ignore',
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
