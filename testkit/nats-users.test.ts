/** The users of `deploy/nats-users.conf`: each service may do what it does, and nothing of what others do. */
import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { connect, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { durable, subject } from '../contracts/events.ts';
import { serviceNames, type ServiceName } from '../platform/alone-settings.ts';
import { natsBus } from '../platform/bus-nats.ts';
import { createLog } from '../platform/log.ts';
import { eventually } from './eventually.ts';
import { natsPassword, startNats, type NatsServer } from './nats.ts';

let server: NatsServer;
beforeAll(async () => void (server = await startNats({ users: true })));
afterAll(() => server.stop());
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Who says and who hears what, as the services do it. */
const traffic: Record<string, { says: ServiceName[]; hears: ServiceName[] }> = {
  [subject.room('a-room')]: { says: ['chats'], hears: ['live'] },
  [subject.me('a-user')]: { says: ['chats'], hears: ['live'] },
  [subject.digest]: { says: ['chats'], hears: ['live'] },
  [subject.revoked]: { says: ['auth'], hears: ['live', 'gateway'] },
  [subject.renamed]: { says: ['auth'], hears: ['gateway'] },
  [subject.profile]: { says: ['users'], hears: ['live'] },
  [subject.typing('a-room')]: { says: ['live'], hears: ['live'] },
  [subject.presence]: { says: ['live'], hears: ['live'] },
  [subject.presenceAsked]: { says: ['live'], hears: ['live'] },
  [`durable.${subject.renamed}`]: { says: ['auth'], hears: [] },
  'durable.other': { says: [], hears: [] },
  '>': { says: [], hears: [] },
  'chats.room.*': { says: [], hears: ['live'] },
  '_INBOX_chats.x': { says: [], hears: ['chats'] },
  '$JS.API.STREAM.DELETE.rookery-durable': { says: [], hears: [] },
  '$JS.API.STREAM.PURGE.rookery-durable': { says: [], hears: [] },
  '$JS.API.CONSUMER.DELETE.rookery-durable.users-auth-renamed': { says: [], hears: [] },
  '$JS.API.CONSUMER.MSG.NEXT.rookery-durable.users-auth-renamed': { says: ['users'], hears: [] },
  '$JS.ACK.rookery-durable.chats-auth-renamed.1.1.1.1.1': { says: ['chats'], hears: [] },
};

/** Does each of `acts` on one connection, and gives the subjects that the server did not refuse. */
async function allowed(
  service: ServiceName,
  act: (on: NatsConnection, name: string) => void,
): Promise<string[]> {
  const on = await connect({ servers: server.url, user: service, pass: natsPassword(service) });
  const refused = new Set<string>();
  const watching = (async () => {
    for await (const status of on.status()) {
      if (status.type !== 'error') continue;
      if (!(status.error instanceof PermissionViolationError)) throw status.error;
      refused.add(status.error.subject);
    }
  })();
  for (const name of Object.keys(traffic)) act(on, name);
  await on.flush();
  await on.close();
  await watching;
  return Object.keys(traffic).filter((name) => !refused.has(name));
}

test.each(serviceNames)('%s may say and hear what it does, and nothing else', async (service) => {
  const wanted = (way: 'says' | 'hears') =>
    Object.keys(traffic).filter((name) => traffic[name]?.[way].includes(service));
  const says = await allowed(service, (on, name) => {
    // Nobody publishes to a pattern.
    if (!/[*>]/.test(name)) on.publish(name);
  });
  expect(says.filter((name) => !/[*>]/.test(name))).toEqual(wanted('says'));
  const hears = await allowed(service, (on, name) => {
    on.subscribe(name, { callback: () => undefined });
  });
  expect(hears).toEqual(wanted('hears'));
});

test('a durable event gets from who may send it to each who has to hear it', async () => {
  const open = (service: string) => {
    const settings = { servers: server.url, name: service, user: service, password: natsPassword(service) };
    const bus = natsBus(settings, createLog('silent'));
    closers.push(() => bus.close());
    return bus;
  };
  const got: string[] = [];
  for (const name of durable[subject.renamed] ?? [])
    open(name).consume(subject.renamed, name, async (payload) => void got.push(`${name} ${payload}`));
  const sender = open('auth');
  await eventually(() => sender.publishDurably(subject.renamed, 'an-id', 'news'));
  await eventually(() => expect(got.toSorted()).toEqual(['chats news', 'users news']));
});

test('wrong credentials are said once, with the settings to mend and without the password; it is tried on', async () => {
  let lines = '';
  const log = pino({ base: null }, { write: (line: string) => void (lines += line) });
  const user = { user: 'chats', password: 'not-the-right-one' };
  const bus = natsBus({ servers: server.url, name: 'chats', ...user }, log);
  closers.push(() => bus.close());
  await eventually(() => expect(lines).toContain('check ROOKERY_NATS_USER and ROOKERY_NATS_PASSWORD'));
  const tries = () => server.log().split('authentication error').length - 1;
  const triedAgain = async () => {
    const before = tries();
    await eventually(() => expect(tries()).toBeGreaterThan(before + 2));
  };
  await triedAgain();
  expect(lines.split('refuses these credentials')).toHaveLength(2);
  await server.kill();
  // One that asks for no credentials takes any.
  await server.restart({ users: false });
  await eventually(() => expect(bus.connected()).toBe(true));
  await server.kill();
  await server.restart({ users: true });
  await eventually(() => expect(lines.split('refuses these credentials')).toHaveLength(3));
  await triedAgain();
  expect(lines.split('refuses these credentials')).toHaveLength(3);
  await server.kill();
  await server.restart({ users: false });
  await eventually(() => expect(bus.connected()).toBe(true));
  expect(lines).not.toContain(user.password);
  await server.kill();
  await server.restart({ users: true });
});
