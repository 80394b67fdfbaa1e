import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, newcomer } from '../../testkit/gathering.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    env: { ROOKERY_LIMIT_PRESENCE_INTERVAL_MS: '20', ROOKERY_LIMIT_PRESENCE_GRACE_MS: '60' },
  });
});
afterAll(() => world.stop());

const told = (socket: TestSocket) =>
  socket.all.flatMap((frame) => (frame.t === 'presence' ? [frame.users] : []));

test('who watches learns at once who is online, and then who comes and goes', async () => {
  const [ana, ben, carla] = await Promise.all([newcomer(world), newcomer(world), newcomer(world)]);
  const bens = await connect(ben);
  const watching = await connect(ana);
  watching.send({ t: 'watch', users: [ben.id, carla.id] });
  const both =
    (state: string) =>
    ({ users }: { users: Record<string, string> }) =>
      users[carla.id] === state;
  expect((await watching.next('presence')).users).toEqual({ [ben.id]: 'online', [carla.id]: 'offline' });
  const carlas = await connect(carla);
  await watching.next('presence', both('online'));
  await carlas.close();
  await watching.next('presence', both('offline'));
  await bens.settled();
  expect(told(bens)).toEqual([]);
});

test('a second device changes nothing, and one remaining device keeps somebody online', async () => {
  const [ana, ben, last] = await Promise.all([newcomer(world), newcomer(world), newcomer(world)]);
  const phone = await connect(ben);
  const watching = await connect(ana);
  watching.send({ t: 'watch', users: [ben.id, last.id] });
  await watching.next('presence');
  const laptop = await connect(ben);
  await phone.close();
  // Longer than the grace: until somebody else has come and gone.
  const other = await connect(last);
  await watching.next('presence', ({ users }) => users[last.id] === 'online');
  await other.close();
  await watching.next('presence', ({ users }) => users[last.id] === 'offline');
  expect(told(watching).map((users) => users[ben.id])).not.toContain('offline');
  await laptop.close();
  await watching.next('presence', ({ users }) => users[ben.id] === 'offline');
});

test('a new watch takes the place of the one before, and none ends it', async () => {
  const [ana, ben, carla] = await Promise.all([newcomer(world), newcomer(world), newcomer(world)]);
  const watching = await connect(ana);
  watching.send({ t: 'watch', users: [ben.id] });
  await watching.next('presence');
  watching.send({ t: 'watch', users: [carla.id] });
  await watching.next('presence');
  await connect(ben);
  await connect(carla);
  await watching.next('presence', ({ users }) => users[carla.id] === 'online');
  expect(told(watching).filter((users) => users[ben.id] === 'online')).toEqual([]);
});

test('only so many people can be watched', async () => {
  const ana = await newcomer(world);
  const socket = await connect(ana);
  const users = Array.from({ length: 201 }, () => crypto.randomUUID());
  socket.send({ t: 'watch', users });
  expect(await socket.next('error')).toMatchObject({ re: 'watch', code: 'malformed' });
  socket.send({ t: 'watch', users: users.slice(1) });
  expect(Object.keys((await socket.next('presence')).users)).toHaveLength(200);
});

test('a changed profile is told to those who watch, as everybody may read it', async () => {
  const [ana, ben, carla] = await Promise.all([newcomer(world), newcomer(world), newcomer(world)]);
  const [watching, indifferent] = await Promise.all([connect(ana), connect(carla)]);
  watching.send({ t: 'watch', users: [ben.id] });
  await watching.next('presence');
  const profile = await ben.users.changeMe({ body: { displayName: 'Benjamin <b>', status: '🌴 away' } });
  expect(profile).toMatchObject({ id: ben.id, displayName: 'Benjamin <b>', status: '🌴 away' });
  expect(await watching.next('profile')).toEqual({ t: 'profile', user: profile });
  await indifferent.settled();
  expect(indifferent.all.filter(({ t }) => t === 'profile')).toEqual([]);
});
