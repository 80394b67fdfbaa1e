import { expect, test } from 'bun:test';
import { PagesInFlight } from './pages-in-flight.ts';

const limits = { pagesInFlight: 3, pagesInFlightPerUser: 2 };
const request = (method = 'GET') => new Request('http://rookery/api/rooms/r/events', { method });
const text = 'x'.repeat(200_000);
const read = () => Promise.resolve(new Response(text, { headers: { 'content-type': 'text/plain' } }));

test('who does not read their pages gets no more of them, and others do', async () => {
  const pages = new PagesInFlight(limits);
  let reads = 0;
  const counted = () => (reads++, read());
  const [first, second] = [
    await pages.run('eve', request(), counted),
    await pages.run('eve', request(), counted),
  ];
  const refused = pages.run('eve', request(), counted);
  await expect(refused).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 1000 });
  expect(reads).toBe(2);
  const third = await pages.run('ada', request(), counted);
  await expect(pages.run('bob', request(), counted)).rejects.toMatchObject({ code: 'overloaded' });
  // One is read to its end, one is given up, and from one the reader went away.
  expect(await first.text()).toBe(text);
  await second.body?.cancel();
  expect(third.headers.get('content-type')).toBe('text/plain');
  for (const user of ['eve', 'eve']) await pages.run(user, request(), counted);
});

test('what is refused, fails, is empty or has no body keeps no place', async () => {
  const pages = new PagesInFlight({ pagesInFlight: 1, pagesInFlightPerUser: 1 });
  await expect(pages.run('ada', request(), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await pages.run('ada', request('HEAD'), read);
  expect(await (await pages.run('ada', request(), async () => new Response(null))).text()).toBe('');
  const gone = new AbortController();
  await pages.run('ada', new Request(request(), { signal: gone.signal }), read);
  gone.abort();
  expect((await pages.run('ada', request(), read)).status).toBe(200);
});
