import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemp, tempFolder } from './temp.ts';

/** Where the public services listen on loopback. */
export interface Behind {
  live: number[];
  gateway: number[];
  web: number[];
}

/** Caddy before the public services, as an operator would have it: sockets straight to `live`, calls to `gateway`. */
export async function frontDoor(
  behind: Behind,
  port: number,
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const caddy = Bun.which('caddy', { PATH: `${process.env['PATH']}:/usr/bin:/usr/local/bin` });
  if (caddy === null) throw new Error('caddy is not installed: on Debian, apt-get install caddy');
  const folder = tempFolder();
  const to = (ports: number[]) => ports.map((each) => `127.0.0.1:${each}`).join(' ');
  const proxy = (ports: number[]) => `reverse_proxy ${to(ports)} {
      lb_policy round_robin
      lb_try_duration 2s
      fail_duration 1s
    }`;
  const file = join(folder, 'Caddyfile');
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
}
http://:${port} {
  bind 127.0.0.1
  handle /live {
    ${proxy(behind.live)}
  }
  @documents path /api/docs /api/openapi.json
  handle @documents {
    ${proxy(behind.web)}
  }
  handle /api/* {
    ${proxy(behind.gateway)}
  }
  handle {
    ${proxy(behind.web)}
  }
}
`,
  );
  const child = Bun.spawn([caddy, 'run', '--config', file, '--adapter', 'caddyfile'], {
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
