// Tries D13.1.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { agreedMs, eventually } from '../testkit/eventually.ts';
import { startNats, type NatsServer } from '../testkit/nats.ts';
import type { DurableBus } from './bus.ts';
import { localBus } from './bus-local.ts';
import { natsBus } from './bus-nats.ts';
import { createLog } from './log.ts';

let server: NatsServer;
beforeAll(async () => void (server = await startNats()));
afterAll(() => server.stop());

const opened: DurableBus[] = [];
afterEach(async () => {
  for (const bus of opened.splice(0)) await bus.close();
});
/** A subject that no other test has. */
let subject = '';
beforeEach(() => void (subject = `test.s${crypto.randomUUID()}`));

function keep<T extends DurableBus>(bus: T): T {
  opened.push(bus);
  return bus;
}
const connectNats = () => keep(natsBus({ servers: server.url, name: 'test' }, createLog('silent')));
const local = () => {
  const bus = keep(
    localBus((error) => {
      throw error;
    }),
  );
  return [bus, bus] as const;
};
/** Two processes' ends of one NATS server. */
const nats = () => [connectNats(), connectNats()] as const;

/** Sends as a relay does: again until it worked. */
async function send(bus: DurableBus, payload: string, id: string = crypto.randomUUID()): Promise<void> {
  await eventually(() => bus.publishDurably(subject, id, payload), agreedMs);
}

describe.each([
  ['in one process', local],
  ['over NATS', nats],
])('durable events %s', (_where, open) => {
  test('come to every consumer, in order, with their ids', async () => {
    const [here, there] = open();
    const got: Record<'users' | 'chats', string[]> = { users: [], chats: [] };
    for (const name of ['users', 'chats'] as const)
      there.consume(subject, name, async (payload, id) => void got[name].push(`${id} ${payload}`));
    for (const n of [1, 2, 3]) await send(here, `ü ${n}`, `id-${n}-${subject}`);
    const all = [1, 2, 3].map((n) => `id-${n}-${subject} ü ${n}`);
    await eventually(() => expect(got).toEqual({ users: all, chats: all }));
  });

  test('come once to those who share a name', async () => {
    const [here, there] = open();
    const got: string[] = [];
    for (const bus of [here, there]) bus.consume(subject, 'chats', async (payload) => void got.push(payload));
    const sent = Array.from({ length: 20 }, (_, n) => String(n));
    for (const payload of sent) await send(here, payload);
    await eventually(() => expect(got.length).toBeGreaterThanOrEqual(sent.length));
    expect(got.toSorted()).toEqual(sent.toSorted());
  });

  test('come again after a failure, until they are taken in; what follows does not wait for ever', async () => {
    const [here, there] = open();
    const got: string[] = [];
    let failures = 0;
    there.consume(subject, 'chats', async (payload) => {
      if (payload === 'hard' && failures++ < 3) throw new Error('on purpose');
      got.push(payload);
    });
    await Promise.all([send(here, 'hard'), send(here, 'easy')]);
    await eventually(() => expect(got).toHaveLength(2));
    expect(got.toSorted()).toEqual(['easy', 'hard']);
    expect(failures).toBe(4);
  });

  test('who stops is waited for, and gets nothing more; who goes on under the name gets the rest', async () => {
    const [here, there] = open();
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const got: string[] = [];
    const stop = there.consume(subject, 'chats', async (payload) => {
      entered.resolve();
      await leave.promise;
      got.push(`first ${payload}`);
    });
    const sent = [send(here, '1'), send(here, '2')];
    await entered.promise;
    const stopped = stop();
    const seen = [...got];
    leave.resolve();
    await stopped;
    expect(seen).toEqual([]);
    expect(got).toHaveLength(1);
    here.consume(subject, 'chats', async (payload) => void got.push(`second ${payload}`));
    await Promise.all(sent);
    await eventually(() => expect(got.join()).toContain('second'));
    expect(new Set(got.map((text) => text.at(-1)))).toEqual(new Set(['1', '2']));
  });
});

test('in one process an event counts as sent only once each consumer has taken it in, and all of them are there', async () => {
  const bus = keep(localBus(() => undefined, { [subject]: ['users', 'chats'] }));
  const tried = () => bus.publishDurably(subject, 'id', 'x').then(() => 'sent', String);
  bus.consume(subject, 'users', async () => undefined);
  expect(await tried()).toContain('chats does not listen');
  const done = Promise.withResolvers<void>();
  bus.consume(subject, 'chats', () => done.promise);
  let sent = false;
  const sending = bus.publishDurably(subject, 'id', 'x').then(() => (sent = true));
  await Bun.sleep(20);
  expect(sent).toBe(false);
  done.resolve();
  await sending;
});

test('over NATS an event outlives the server, comes to whoever consumes later, and once though sent twice', async () => {
  const early = connectNats();
  await send(early, 'kept', `kept-${subject}`);
  await send(early, 'kept', `kept-${subject}`);
  await server.kill();
  expect(
    await early.publishDurably(subject, 'away', 'lost').then(
      () => 'sent',
      () => 'refused',
    ),
  ).toBe('refused');
  await server.restart();
  const late = connectNats();
  const got: string[] = [];
  late.consume(subject, 'users', async (payload) => void got.push(payload));
  await eventually(() => expect(got).not.toEqual([]));
  await send(early, 'after');
  await eventually(() => expect(got).toContain('after'));
  expect(got).toEqual(['kept', 'after']);
});

test('over NATS a consumer that was waiting goes on after the server was killed', async () => {
  const [here, there] = nats();
  const got: string[] = [];
  there.consume(subject, 'users', async (payload) => void got.push(payload));
  await send(here, 'before');
  await eventually(() => expect(got).toHaveLength(1));
  await server.kill();
  await server.restart();
  await send(here, 'after');
  await eventually(() => expect(got).toContain('after'), agreedMs);
});

test('over NATS what a dead process had in hand goes to another one, and what was taken in does not come again', async () => {
  const [here, there] = nats();
  const entered = Promise.withResolvers<void>();
  const elsewhere: string[] = [];
  there.consume(subject, 'chats', async (payload) => void elsewhere.push(payload));
  const program = `
    import { natsBus } from ${JSON.stringify(`${import.meta.dir}/bus-nats.ts`)};
    import { createLog } from ${JSON.stringify(`${import.meta.dir}/log.ts`)};
    const bus = natsBus({ servers: ${JSON.stringify(server.url)}, name: 'dying' }, createLog('silent'));
    bus.consume(${JSON.stringify(subject)}, 'users', async () => { console.log('in hand'); await new Promise(() => {}); });
  `;
  const dying = Bun.spawn([process.execPath, '-e', program], { stdout: 'pipe', stderr: 'inherit' });
  void (async () => {
    for await (const _ of dying.stdout) entered.resolve();
  })();
  await send(here, 'handed on');
  await entered.promise;
  dying.kill('SIGKILL');
  await dying.exited;
  const got: string[] = [];
  there.consume(subject, 'users', async (payload) => void got.push(payload));
  await eventually(() => expect(got).not.toEqual([]), agreedMs);
  // Whatever came again would come before what is sent now.
  await send(here, 'after');
  for (const list of [got, elsewhere]) await eventually(() => expect(list).toContain('after'));
  expect({ got, elsewhere }).toEqual({ got: ['handed on', 'after'], elsewhere: ['handed on', 'after'] });
});
