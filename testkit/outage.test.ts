/** Each service can stop without taking the others down. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { call, outcome } from './call.ts';
import { type PartedWorld, startPartedWorld } from './parted-world.ts';
import { password, Person, register } from './person.ts';

let world: PartedWorld;
beforeEach(async () => {
  world = await startPartedWorld();
});
afterEach(() => world.stop());

test('without users people register, sign in and talk under their usernames; profiles come with it again', async () => {
  const ada = await register(world, 'ada');
  await ada.users.changeMe({ body: { displayName: 'Ada Lovelace' } });
  world.takeAway('users');
  const bea = await register(world, 'bea');
  await new Person(world).login('ada');
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  await bea.chats.postMessage({ params: { room }, body: { key: 'message-1', body: 'hello' } });
  const plain = (person: Person, username: string) => ({
    ...{ id: person.id, username, displayName: username },
    ...{ status: '', avatarUrl: null },
  });
  expect(await bea.users.me()).toEqual(plain(bea, 'bea'));
  expect(await bea.users.profile({ params: { user: ada.id } })).toEqual(plain(ada, 'ada'));
  const ids = `${ada.id},${bea.id},${crypto.randomUUID()}`;
  const names = async () =>
    (await bea.users.profiles({ query: { ids } })).users.map((user) => user.displayName);
  expect((await names()).toSorted()).toEqual(['ada', 'bea']);
  expect(outcome(await bea.call('GET', `/api/users/${crypto.randomUUID()}`))).toBe('404 not_found');
  const change = await bea.call('PATCH', '/api/users/me', { body: { status: 'x' } });
  expect(outcome(change)).toBe('503 unavailable');
  expect(Number(change.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(outcome(await call(world, 'GET', '/readyz'))).toBe('503 unavailable');

  world.bringBack('users');
  expect((await names()).toSorted()).toEqual(['Ada Lovelace', 'bea']);
  expect(outcome(await call(world, 'GET', '/readyz'))).toBe('200');
});

test('without users an invite shows usernames, and without auth too the inviter alone', async () => {
  const [ada, bea] = [await register(world, 'ada'), await register(world, 'bea')];
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  await bea.users.changeMe({ body: { displayName: 'Bea Bright' } });
  const { token } = await bea.chats.createInvite({ params: { room }, body: {} });
  const preview = () => new Person(world).chats.previewInvite({ params: { token } });
  expect((await preview()).members?.[0]).toMatchObject({ username: 'bea', displayName: 'Bea Bright' });
  world.takeAway('users');
  expect((await preview()).members).toEqual([
    { id: bea.id, username: 'bea' },
    { id: ada.id, username: 'ada' },
  ]);
  world.takeAway('auth');
  expect(await preview()).toMatchObject({
    inviter: { id: bea.id, username: 'bea' },
    members: [{ id: bea.id }, { id: ada.id }],
  });
});

test('without chats people still sign in and see each other', async () => {
  const ada = await register(world, 'ada');
  world.takeAway('chats');
  expect(outcome(await ada.call('GET', '/api/rooms'))).toBe('503 unavailable');
  const bea = await register(world, 'bea');
  expect((await ada.users.profile({ params: { user: bea.id } })).displayName).toBe('bea');
});

test('without auth nobody is taken for anybody, and nothing is lost', async () => {
  const ada = await register(world, 'ada');
  const { id: room } = await ada.room();
  const { token } = await ada.chats.createInvite({ params: { room }, body: {} });
  world.takeAway('auth');
  const login = await call(world, 'POST', '/api/auth/login', { body: { username: 'ada', password } });
  expect(outcome(login)).toBe('503 unavailable');
  expect(outcome(await call(world, 'GET', `/api/invites/${token}`))).toBe('200');
  const stranger = { cookie: `rookery_session=${'A'.repeat(43)}` };
  expect(outcome(await call(world, 'GET', '/api/rooms', stranger))).toBe('503 unavailable');
  world.bringBack('auth');
  expect(outcome(await call(world, 'GET', '/api/rooms', stranger))).toBe('401 not_signed_in');
  expect(outcome(await ada.call('GET', `/api/rooms/${room}`))).toBe('200');
});

test('who claims while chats is away becomes the owner all the same, and finds General later', async () => {
  world.takeAway('chats');
  const owner = await new Person(world).claim('owner');
  expect(owner.user.role).toBe('owner');
  world.bringBack('chats');
  let rooms: string[] = [];
  for (const until = Date.now() + 10_000; rooms.length === 0 && Date.now() < until;) {
    rooms = (await owner.chats.rooms()).rooms.map(({ name }) => name);
  }
  expect(rooms).toEqual(['General']);
});
