import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { startNats, type NatsServer } from '../testkit/nats.ts';
import type { Bus } from './bus.ts';
import { localBus } from './bus-local.ts';
import { natsBus } from './bus-nats.ts';
import { createLog } from './log.ts';

let server: NatsServer;
beforeAll(async () => void (server = await startNats()));
afterAll(() => server.stop());

const opened: Bus[] = [];
afterEach(async () => {
  for (const bus of opened.splice(0)) await bus.close();
});

function keep<T extends Bus>(bus: T): T {
  opened.push(bus);
  return bus;
}

function connectNats() {
  return keep(natsBus({ servers: server.url, name: 'test' }, createLog('silent')));
}

/** Waits until what was published to a bus comes back by it: everything before it has been dealt with. */
async function settled(bus: Bus): Promise<void> {
  const subject = `settled.${crypto.randomUUID()}`;
  const back = Promise.withResolvers<void>();
  const stop = bus.subscribe(subject, () => back.resolve());
  const timer = setInterval(() => bus.publish(subject, ''), 20);
  bus.publish(subject, '');
  await back.promise;
  clearInterval(timer);
  stop();
}

const local = async () => {
  const bus = keep(
    localBus((error) => {
      if (!(error instanceof Error) || error.message !== 'on purpose') throw error;
    }),
  );
  return [bus, bus] as const;
};
/** Two processes' ends of one NATS server. */
const nats = async () => {
  const ends = [connectNats(), connectNats()] as const;
  for (const end of ends) await settled(end);
  return ends;
};

describe.each([
  ['in one process', local],
  ['over NATS', nats],
])('the bus %s', (_where, open) => {
  test('brings text to every subscriber, in order, and never inside the call that published it', async () => {
    const [here, there] = await open();
    const got: string[] = [];
    there.subscribe('a.b', (payload) => got.push(`1 ${payload}`));
    there.subscribe('a.b', (payload) => got.push(`2 ${payload}`));
    there.subscribe('a.c', (payload) => got.push(`other ${payload}`));
    await settled(there);
    for (const payload of ['x', 'ü 🎉\nline', '']) here.publish('a.b', payload);
    expect(got).toEqual([]);
    await settled(here);
    await settled(there);
    expect(got.filter((text) => text.startsWith('1'))).toEqual(['1 x', '1 ü 🎉\nline', '1 ']);
    expect(got).toHaveLength(6);
  });

  test('a star takes in every subject with one more word, and tells which', async () => {
    const [here, there] = await open();
    const got: string[] = [];
    there.subscribe('rooms.*', (_payload, subject) => got.push(subject));
    await settled(there);
    for (const subject of ['rooms.1', 'rooms.2', 'rooms', 'room.1', 'rooms.1.more'])
      here.publish(subject, '');
    await settled(here);
    await settled(there);
    expect(got).toEqual(['rooms.1', 'rooms.2']);
  });

  test('headers travel beside the payload', async () => {
    const [here, there] = await open();
    const got: Record<string, string>[] = [];
    there.subscribe('h', (_payload, _subject, headers) => got.push({ ...headers }));
    await settled(there);
    here.publish('h', 'with', { traceparent: '00-ab' });
    here.publish('h', 'without');
    await settled(here);
    await settled(there);
    expect(got).toEqual([{ traceparent: '00-ab' }, {}]);
  });

  test('after unsubscribing nothing more is handed over', async () => {
    const [here, there] = await open();
    const got: string[] = [];
    const stop = there.subscribe('u', (payload) => {
      got.push(payload);
      stop();
    });
    await settled(there);
    here.publish('u', 'first');
    here.publish('u', 'second');
    await settled(here);
    await settled(there);
    expect(got).toEqual(['first']);
  });

  test('a subscriber that throws disturbs no other', async () => {
    const [here, there] = await open();
    const got: string[] = [];
    there.subscribe('t', () => {
      throw new Error('on purpose');
    });
    there.subscribe('t', (payload) => got.push(payload));
    await settled(there);
    here.publish('t', 'on');
    await settled(here);
    await settled(there);
    expect(got).toEqual(['on']);
  });
});

test('a NATS server that was killed and comes back finds its subscribers again', async () => {
  const [here, there] = await nats();
  const got: string[] = [];
  there.subscribe('k', (payload) => got.push(payload));
  await settled(there);
  await server.kill();
  here.publish('k', 'nobody hears this');
  await server.restart();
  await settled(here);
  await settled(there);
  here.publish('k', 'back');
  await settled(here);
  await settled(there);
  expect(got).toEqual(['back']);
});

test('a payload longer than NATS takes is dropped, and the connection stays', async () => {
  const [here, there] = await nats();
  const got: number[] = [];
  there.subscribe('l', (payload) => got.push(payload.length));
  await settled(there);
  for (const length of [1024 * 1024 + 1, 1024 * 1024]) here.publish('l', 'x'.repeat(length));
  await settled(here);
  await settled(there);
  expect(got).toEqual([1024 * 1024]);
});

test('a bus that is not there yet holds nobody up, and works once it is', async () => {
  await server.kill();
  const bus = connectNats();
  const got: string[] = [];
  bus.subscribe('s', (payload) => got.push(payload));
  bus.publish('s', 'too early');
  await server.restart();
  await settled(bus);
  bus.publish('s', 'in time');
  await settled(bus);
  expect(got).toEqual(['in time']);
});
