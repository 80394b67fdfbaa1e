// Tries D13.1.
/** A change of a username reaches every service, whoever was dead meanwhile. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { eventually } from './eventually.ts';
import { password, Person } from './person.ts';

let world: ClusterWorld;
beforeAll(async () => void (world = await startCluster()), 60_000);
afterAll(() => world.stop(), 60_000);

test('a rename without a bus, from an auth that dies with the answer, reaches profiles and invites', async () => {
  const owner = await new Person(world).claim('before');
  const { id: room } = await owner.room();
  const { token } = await owner.chats.createInvite({ params: { room }, body: {} });
  const names = async () => [
    (await owner.users.profile({ params: { user: owner.id } })).username,
    (await owner.chats.previewInvite({ params: { token } })).inviter.username,
  ];
  expect(await names()).toEqual(['before', 'before']);
  await world.nats.kill();
  await owner.auth.changeUsername({ body: { username: 'after', password } });
  await world.kill('auth');
  // They would ask auth, or hear of it from a gateway: nobody has told them yet.
  for (const service of ['users', 'chats'] as const) await world.kill(service, 0);
  await world.kill('chats', 1);
  await world.nats.restart();
  await world.restart('auth');
  await Promise.all([world.restart('users'), world.restart('chats', 0), world.restart('chats', 1)]);
  await eventually(async () => expect(await names()).toEqual(['after', 'after']));
}, 60_000);
