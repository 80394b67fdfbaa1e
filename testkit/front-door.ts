import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caddyfile, type Behind } from '../deploy/cluster/caddyfile.ts';
import { programPath } from '../deploy/cluster/programs.ts';
import { removeTemp, tempFolder } from './temp.ts';

/** Caddy before the public services, as an operator would have it: sockets straight to `live`, calls to `gateway`. */
export async function frontDoor(
  behind: Behind,
  port: number,
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const folder = tempFolder();
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, caddyfile(behind, { port, tls: false, storage: folder }));
  const child = Bun.spawn([programPath('caddy'), 'run', '--config', file, '--adapter', 'caddyfile'], {
    env: { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdout: 'ignore',
    stderr: 'ignore',
  });
  // Whatever it answers: nobody is behind it yet.
  for (let tries = 0; !(await fetch(`http://127.0.0.1:${port}/`).catch(() => null)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error('caddy did not start');
    await Bun.sleep(50);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      child.kill('SIGKILL');
      await child.exited;
      removeTemp(folder);
    },
  };
}
