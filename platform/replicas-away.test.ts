/** Replicas that hang, or are not there. */
import { afterEach, expect, test } from 'bun:test';
import { eventually } from '../testkit/eventually.ts';
import { freePort } from '../testkit/free-port.ts';
import { createLog } from './log.ts';
import { placeHeader, repeatableHeader, replicas } from './replicas.ts';

const json = (text: string) => new Response(text, { headers: { 'content-type': 'application/json' } });

const servers: { stop(closeActive?: boolean): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

function serve(answer: (request: Request, path: string) => Promise<Response> | Response, port = 0): string {
  const server = Bun.serve({
    port,
    hostname: '127.0.0.1',
    fetch: (request) => answer(request, new URL(request.url).pathname),
  });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}
const well = (name: string, port = 0) =>
  serve(async (request, path) => json(`${name} ${path} ${await request.text()}`), port);

/** Nothing here is to wait for a time-out, unless a test says so. */
const options = { log: createLog('silent'), timeoutMs: 1_000_000, answerBytes: 1_000_000 };
const post = (body: string) => new Request('http://chats.internal/x', { method: 'POST', body });
const get = () => new Request('http://chats.internal/api/rooms');
/** What became of a call: the answer's text, or the error's. */
const outcome = async (call: Promise<Response> | Response) =>
  Promise.resolve(call).then(
    (answer) => answer.text(),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
const keys = Array.from({ length: 200 }, (_, i) => `room-${i}`);
const placesOf = ({ placeOf }: ReturnType<typeof replicas>) => new Set(keys.map((key) => placeOf?.(key)));

/** A replica that hangs until it is woken, and what it was asked to do. */
function hanging() {
  const calls: string[] = [];
  const woken = Promise.withResolvers<void>();
  const address = serve(async (request, path) => {
    if (path === '/x') calls.push(await request.text());
    await woken.promise;
    return json('woken');
  });
  return { address, calls, wake: () => woken.resolve() };
}
const repeatable = (body: string, place: string) =>
  new Request('http://chats.internal/x', {
    method: 'POST',
    body,
    headers: { [placeHeader]: place, [repeatableHeader]: 'yes' },
  });

test('what may be made twice does not wait for a replica that hangs, which gets nothing more until it is ready', async () => {
  const still = hanging();
  const both = replicas([still.address, well('b')], options);
  expect(placesOf(both)).toContain(still.address);
  expect(await outcome(both.fetch(repeatable('first', still.address)))).toBe('b /x first');
  expect(placesOf(both)).not.toContain(still.address);
  // Named or not, and whether it may be made twice or not.
  for (let i = 0; i < 5; i++) {
    expect(await outcome(both.fetch(repeatable(`${i}`, still.address)))).toBe(`b /x ${i}`);
    expect(await outcome(both.fetch(post('once')))).toBe('b /x once');
    expect(await outcome(both.fetch(get()))).toContain('b /api/rooms');
  }
  expect(still.calls).toEqual(['first']);
  still.wake();
  await eventually(() => expect(placesOf(both)).toContain(still.address));
  expect(await outcome(both.fetch(repeatable('again', still.address)))).toBe('woken');
});

test('a replica that is only slow is waited for', async () => {
  const asked = Promise.withResolvers<void>();
  const slow = serve(async (_, path) => {
    if (path === '/healthz') asked.resolve();
    else await asked.promise;
    return json('slow');
  });
  const other = hanging();
  expect(await outcome(replicas([slow, other.address], options).fetch(repeatable('first', slow)))).toBe(
    'slow',
  );
  expect(other.calls).toEqual([]);
});

test('what may not be made twice waits for the time-out, and is made by nobody else', async () => {
  const still = hanging();
  const { fetch, placeOf } = replicas([still.address, well('b')], { ...options, timeoutMs: 500 });
  expect(await outcome(fetch(post('once')))).toContain('500 ms');
  expect(still.calls).toEqual(['once']);
  await eventually(() => expect(keys.map((key) => placeOf?.(key))).not.toContain(still.address));
  for (let i = 0; i < 3; i++) expect(await outcome(fetch(post('once')))).toBe('b /x once');
  expect(still.calls).toEqual(['once']);
});

test('where all hang, they are asked all the same', async () => {
  const stills = [hanging(), hanging()];
  const [first, second] = stills.map(({ address }) => address) as [string, string];
  const both = replicas([first, second], options);
  expect(await outcome(both.fetch(repeatable('a', first)))).toBe('it hangs');
  expect(placesOf(both)).toEqual(new Set([first, second]));
  for (const one of stills) one.wake();
  expect(await outcome(both.fetch(post('b')))).toBe('woken');
});

test('an address where nobody is gets no share of the calls and of the places, until somebody is there', async () => {
  const port = await freePort();
  const there = [well('b'), well('c')];
  const all = replicas([`http://127.0.0.1:${port}`, ...there], options);
  const answers: string[] = [];
  for (let i = 0; i < 7; i++) answers.push((await outcome(all.fetch(post('')))).slice(0, 1));
  for (const name of ['b', 'c'])
    expect(answers.filter((answer) => answer === name).length).toBeGreaterThanOrEqual(3);
  expect(placesOf(all)).toEqual(new Set(there));
  const added = well('a', port);
  await eventually(() => expect(placesOf(all)).toEqual(new Set([added, ...there])));
});
