import { expect, test } from 'bun:test';
import { lanAddresses } from '../platform/config.ts';
import { password } from '../testkit/person.ts';
import { rookery } from '../testkit/rookery-command.ts';

test('--lan prints the address and a code, and takes people there and here, but from nowhere else', async () => {
  const server = rookery(['run', '--lan']);
  const here = await server.ready;
  const { port } = new URL(here);
  const lan = lanAddresses()
    .filter((address) => address.includes('.'))
    .map((address) => `http://${address}:${port}`);
  const printed = server.printed();
  for (const origin of lan) expect(printed).toContain(`On the LAN   ${origin}`);
  const claims = [...printed.matchAll(/https?:\/\/\S+\/claim#\S+/g)].map(([link]) => new URL(link));
  expect(claims.map(({ origin }) => origin)).toEqual([here, ...lan.slice(0, 1)]);
  expect(new Set(claims.map(({ hash }) => hash)).size).toBe(1);
  if (lan.length > 0) expect(printed).toMatch(/[█▀▄]/);

  const register = async (at: string, origin: string, username: string) =>
    (
      await fetch(`${at}/api/auth/register`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
    ).status;
  let people = 0;
  for (const origin of [here, ...lan]) {
    expect((await fetch(origin)).status).toBe(200);
    expect(await register(origin, origin, `person${++people}`)).toBe(201);
    expect(await register(origin, `http://192.0.2.99:${port}`, 'mallory')).toBe(403);
  }
  server.child.kill();
  expect((await server.ended).code).toBe(0);
});
