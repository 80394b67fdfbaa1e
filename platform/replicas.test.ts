import { afterEach, expect, test } from 'bun:test';
import { eventually } from '../testkit/eventually.ts';
import { freePort } from '../testkit/free-port.ts';
import { createLog } from './log.ts';
import { replicaHeader } from './replica.ts';
import { placeHeader, replicas, withinHeader, type ReplicaOptions } from './replicas.ts';

const json = (text: string, status = 200, more: Record<string, string> = {}) =>
  new Response(text, { status, headers: { 'content-type': 'application/json', ...more } });

const servers: { stop(closeActive?: boolean): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

function serve(name: string, answer?: (request: Request) => Promise<Response> | Response): string {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch:
      answer ?? (async (request) => json(`${name} ${new URL(request.url).pathname} ${await request.text()}`)),
  });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

const options = { log: createLog('silent'), timeoutMs: 10_000, answerBytes: 1_000_000 };
const through = (addresses: string[], more: Partial<ReplicaOptions> = {}) =>
  replicas(addresses, { ...options, ...more }).fetch;
const post = (path: string, body: string) =>
  new Request(`http://chats.internal${path}`, { method: 'POST', body });

test('replicas take turns, and get the call as it was made', async () => {
  const fetch = through([serve('a'), serve('b')]);
  const answers: string[] = [];
  for (let i = 0; i < 4; i++) answers.push(await (await fetch(post('/x?y=1', `${i}`))).text());
  expect(answers).toEqual(['a /x 0', 'b /x 1', 'a /x 2', 'b /x 3']);
});

test('a replica that is not there is passed over, whatever the call', async () => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  const fetch = through([gone, serve('b')]);
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
    return json('');
  });
  const fetch = through([`http://127.0.0.1:${dying.port}`, other]);
  let failed = false;
  await Promise.resolve(fetch(post('/x', 'z'))).catch(() => (failed = true));
  dying.stop(true);
  expect({ failed, calls }).toEqual({ failed: true, calls: 1 });
});

test('nobody there at all is an error', async () => {
  const fetch = through([`http://127.0.0.1:${await freePort()}`]);
  let failed = false;
  await Promise.resolve(fetch(post('/x', 'z'))).catch(() => (failed = true));
  expect(failed).toBe(true);
});

const get = () => new Request('http://chats.internal/api/rooms');
/** What became of a call: the answer's text, or the error's. */
const outcome = async (call: Promise<Response> | Response) =>
  Promise.resolve(call).then(
    (answer) => answer.text(),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
/** A server that sends some text without end, and counts what was taken. */
function endless() {
  const taken = { bytes: 0, ended: false };
  const address = serve('endless', () => {
    const chunk = new Uint8Array(100_000).fill(32);
    const body = new ReadableStream({
      async pull(controller) {
        await Bun.sleep(1);
        taken.bytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
      cancel() {
        taken.ended = true;
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  });
  return { address, taken };
}

test('a call goes to the replica that it names, and to another where that one is gone', async () => {
  const [a, b] = [serve('a'), serve('b')];
  const fetch = through([a, b]);
  const named = (place: string) => {
    const request = post('/x', '');
    request.headers.set(placeHeader, place);
    return request;
  };
  const answers: string[] = [];
  for (const place of [b, b, a, b]) answers.push((await outcome(fetch(named(place)))).slice(0, 1));
  expect(answers).toEqual(['b', 'b', 'a', 'b']);
  const gone = `http://127.0.0.1:${await freePort()}`;
  expect(await outcome(through([a, gone])(named(gone)))).toContain('a /x');
});

test('an answer without an end costs so much memory and no more, and is not read on', async () => {
  const { address, taken } = endless();
  expect(await outcome(through([address])(post('/x', '')))).toContain('more than 1000000 bytes');
  await eventually(() => expect(taken.ended).toBe(true));
  expect(taken.bytes).toBeLessThan(20_000_000);
});

test('an answer that does not end in time is given up, also when it has begun', async () => {
  const { address, taken } = endless();
  const more = { timeoutMs: 200, answerBytes: 1e12 };
  expect(await outcome(through([address], more)(post('/x', '')))).toContain('200 ms');
  await eventually(() => expect(taken.ended).toBe(true));
});

test('a page in place of an answer is an error', async () => {
  const page = serve(
    'page',
    () => new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } }),
  );
  expect(await outcome(through([page])(post('/x', '')))).toContain('text/html');
});

test('a GET is made once more at another replica, within a budget; nothing else is', async () => {
  let broken = 0;
  const dying = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: (socket) => {
        broken++;
        socket.terminate();
      },
    },
  });
  const bad = `http://127.0.0.1:${dying.port}`;
  const good = serve('good');
  expect(await outcome(through([bad, good])(get()))).toContain('good');
  broken = 0;
  expect(await outcome(through([bad, bad, good])(get()))).not.toContain('good');
  expect(broken).toBe(2);
  broken = 0;
  const many = through(Array.from({ length: 50 }, () => bad));
  for (let i = 0; i < 20; i++) await outcome(many(get()));
  // Ten are saved up, and ten calls earn another.
  expect(broken).toBe(20 + 11);
  broken = 0;
  await outcome(through([bad, good])(post('/x', '')));
  expect(broken).toBe(1);
  dying.stop(true);
});

test('a replica that keeps failing is left alone, its keys go to others, and come back to it', async () => {
  let failing = true;
  let calls = 0;
  const bad = serve('bad', () => {
    calls++;
    return failing ? new Response('<p>', { headers: { 'content-type': 'text/html' } }) : json('well');
  });
  const good = serve('good');
  const { fetch, placeOf } = replicas([bad, good], options);
  const keys = Array.from({ length: 200 }, (_, i) => `room-${i}`);
  const places = () => keys.map((key) => placeOf?.(key));
  const before = places();
  expect(new Set(before)).toEqual(new Set([bad, good]));
  const began = performance.now();
  for (let i = 0; i < 20; i++) await outcome(fetch(post('/x', '')));
  // On a slow machine it may have been tried again after each time that it was left alone.
  const again = Math.floor((performance.now() - began) / 2000);
  expect(calls).toBeGreaterThanOrEqual(5);
  expect(calls).toBeLessThanOrEqual(5 + again);
  expect(new Set(places())).toEqual(new Set([good]));
  failing = false;
  await eventually(async () => expect(await outcome(fetch(post('/x', '')))).toBe('well'));
  expect(places()).toEqual(before);
  expect(replicas([good], options).placeOf).toBeNull();
});

test('of a call that is due soon a replica that stands still takes a part of the time, and another one answers', async () => {
  const still = serve('', () => new Promise<Response>(() => undefined));
  const request = new Request('http://auth.internal/x', { headers: { [withinHeader]: '100' } });
  expect(await outcome(through([still, serve('b')], { timeoutMs: 2_000_000 })(request))).toContain('b /x');
  const alone = new Request('http://auth.internal/x', { headers: { [withinHeader]: '50' } });
  expect(await outcome(through([still], { timeoutMs: 2_000_000 })(alone))).toContain('within 50 ms');
});

test('a replica that is still starting is passed over; only when all are does one say so', async () => {
  const starting = () => serve('', () => json('not yet', 503, { [replicaHeader]: 'starting' }));
  const fetch = through([starting(), serve('b')]);
  for (let i = 0; i < 4; i++) expect(await (await fetch(post('/x', 'z'))).text()).toBe('b /x z');
  const none = await through([starting(), starting()])(post('/x', 'z'));
  expect([none.status, await none.text()]).toEqual([503, 'not yet']);
});

test('a replica that is about to end gets nothing more for a while, unless there is no other', async () => {
  let now = 0;
  const ending = serve('', () => json('ending', 200, { [replicaHeader]: 'draining' }));
  const fetch = through([serve('a'), ending], { now: () => now });
  const answers: string[] = [];
  for (let i = 0; i < 5; i++) answers.push(await (await fetch(post('/x', ''))).text());
  expect(answers.filter((answer) => answer === 'ending')).toHaveLength(1);
  now = 6000;
  for (let i = 0; i < 2; i++) answers.push(await (await fetch(post('/x', ''))).text());
  expect(answers.filter((answer) => answer === 'ending')).toHaveLength(2);
  const alone = through([ending], { now: () => now });
  for (let i = 0; i < 2; i++) expect(await (await alone(post('/x', ''))).text()).toBe('ending');
});
