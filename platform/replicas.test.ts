import { afterEach, expect, test } from 'bun:test';
import { freePort } from '../testkit/free-port.ts';
import { replicaHeader, replicas } from './replicas.ts';

const servers: { stop(closeActive?: boolean): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

function serve(name: string, answer?: (request: Request) => Promise<Response> | Response): string {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch:
      answer ??
      (async (request) => new Response(`${name} ${new URL(request.url).pathname} ${await request.text()}`)),
  });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

const post = (path: string, body: string) =>
  new Request(`http://chats.internal${path}`, { method: 'POST', body });

test('replicas take turns, and get the call as it was made', async () => {
  const fetch = replicas([serve('a'), serve('b')]);
  const answers: string[] = [];
  for (let i = 0; i < 4; i++) answers.push(await (await fetch(post('/x?y=1', `${i}`))).text());
  expect(answers).toEqual(['a /x 0', 'b /x 1', 'a /x 2', 'b /x 3']);
});

test('a replica that is not there is passed over, whatever the call', async () => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  const fetch = replicas([gone, serve('b')]);
  for (let i = 0; i < 3; i++) expect(await (await fetch(post('/x', 'z'))).text()).toBe('b /x z');
});

test('a call that may have been carried out is not made twice', async () => {
  let calls = 0;
  const dying = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: (socket) => {
        calls++;
        socket.terminate();
      },
    },
  });
  const other = serve('other', () => {
    calls++;
    return new Response('');
  });
  const fetch = replicas([`http://127.0.0.1:${dying.port}`, other]);
  let failed = false;
  await Promise.resolve(fetch(post('/x', 'z'))).catch(() => (failed = true));
  dying.stop(true);
  expect({ failed, calls }).toEqual({ failed: true, calls: 1 });
});

test('nobody there at all is an error', async () => {
  const fetch = replicas([`http://127.0.0.1:${await freePort()}`]);
  let failed = false;
  await Promise.resolve(fetch(post('/x', 'z'))).catch(() => (failed = true));
  expect(failed).toBe(true);
});

test('a replica that is still starting is passed over; only when all are does one say so', async () => {
  const starting = () =>
    serve('', () => new Response('not yet', { status: 503, headers: { [replicaHeader]: 'starting' } }));
  const fetch = replicas([starting(), serve('b')]);
  for (let i = 0; i < 4; i++) expect(await (await fetch(post('/x', 'z'))).text()).toBe('b /x z');
  const none = await replicas([starting(), starting()])(post('/x', 'z'));
  expect([none.status, await none.text()]).toEqual([503, 'not yet']);
});

test('a replica that is about to end gets nothing more for a while, unless there is no other', async () => {
  let now = 0;
  const ending = serve('', () => new Response('ending', { headers: { [replicaHeader]: 'draining' } }));
  const fetch = replicas([serve('a'), ending], () => now);
  const answers: string[] = [];
  for (let i = 0; i < 5; i++) answers.push(await (await fetch(post('/x', ''))).text());
  expect(answers.filter((answer) => answer === 'ending')).toHaveLength(1);
  now = 6000;
  for (let i = 0; i < 2; i++) answers.push(await (await fetch(post('/x', ''))).text());
  expect(answers.filter((answer) => answer === 'ending')).toHaveLength(2);
  const alone = replicas([ending], () => now);
  for (let i = 0; i < 2; i++) expect(await (await alone(post('/x', ''))).text()).toBe('ending');
});
