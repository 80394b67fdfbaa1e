// Tries D13.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { agreedMs, eventually } from '../testkit/eventually.ts';
import { hangOn, startNatsCluster, type NatsCluster } from '../testkit/nats-cluster.ts';
import { natsBus } from './bus-nats.ts';
import { createLog } from './log.ts';

let servers: NatsCluster;
beforeAll(async () => void (servers = await startNatsCluster()), 30_000);
afterAll(() => servers.stop());

test('of three NATS servers the one is killed that a consumer hangs on: all that is sent comes, in order but for doubles', async () => {
  const subject = `test.s${crypto.randomUUID()}`;
  const got: string[] = [];
  const { server, stop } = await hangOn(servers, {
    subject,
    consumer: 'users',
    got: (payload) => got.push(payload),
  });
  const sender = natsBus({ servers: servers.urls.join(), name: 'sender', replicas: 3 }, createLog('silent'));
  // As a relay does: again until it worked, under the same id.
  const send = (payload: string) =>
    eventually(() => sender.publishDurably(subject, payload + subject, payload));
  await send('before');
  await eventually(() => expect(got).toEqual(['before']));
  await servers.kill(server);
  for (const n of [1, 2, 3]) await send(`while away ${n}`);
  // What it had not confirmed in time comes twice, as it may.
  const firsts = () => [...new Set(got)];
  await eventually(() => expect(firsts()).toHaveLength(4), agreedMs);
  servers.restart(server);
  await send('back');
  await eventually(() => expect(firsts()).toHaveLength(5), agreedMs);
  expect(firsts()).toEqual(['before', 'while away 1', 'while away 2', 'while away 3', 'back']);
  await stop();
  await sender.close();
}, 150_000);
