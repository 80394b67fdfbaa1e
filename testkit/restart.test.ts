import { statSync } from 'node:fs';
import { expect, test } from 'bun:test';
import { call, outcome } from './call.ts';
import { password, Person } from './person.ts';
import { storedIn } from './stored.ts';
import { removeTemp, tempFolder } from './temp.ts';
import { startWorld } from './world.ts';

test('everything is still there after a restart: who is signed in, rooms, messages, keys, invites', async () => {
  const dataFolder = tempFolder();
  const before = await startWorld({ dataFolder });
  const owner = await new Person(before).claim('owner');
  const { id: room } = await owner.room('Kept');
  const { token } = await owner.chats.createInvite({ params: { room }, body: {} });
  const post = { key: 'message-1', body: 'kept' };
  const { seq } = await owner.chats.postMessage({ params: { room }, body: post });
  const [rooms, events] = [await owner.chats.rooms(), await owner.chats.events({ params: { room } })];
  const { cookie } = owner;
  await before.stop();

  const after = await startWorld({ dataFolder });
  expect(after.claimUrl).toBeNull();
  const get = async (path: string) => (await call(after, 'GET', path, { cookie })).json;
  expect(await get('/api/auth/session')).toMatchObject({ user: owner.user });
  expect(await get('/api/rooms')).toEqual(rooms);
  expect(await get(`/api/rooms/${room}/events`)).toEqual(events);
  const again = await call(after, 'POST', `/api/rooms/${room}/messages`, { cookie, body: post });
  expect(again).toMatchObject({ status: 200, json: { seq } });
  expect(outcome(await call(after, 'GET', `/api/invites/${token}`))).toBe('200');
  await new Person(after).login('owner');
  await after.stop();
  removeTemp(dataFolder);
});

test('an unclaimed instance prints a new link at each start, and only the newest works', async () => {
  const dataFolder = tempFolder();
  const first = await startWorld({ dataFolder });
  const old = first.claimUrl?.slice(-43) ?? '';
  await first.stop();
  const second = await startWorld({ dataFolder });
  expect(second.claimUrl).not.toContain(old);
  const stale = await call(second, 'POST', '/api/auth/claim', {
    body: { token: old, username: 'thief', password },
  });
  expect(outcome(stale)).toBe('404 not_found');
  expect((await new Person(second).claim('owner')).user.role).toBe('owner');
  await second.stop();
  removeTemp(dataFolder);
});

test('no secret is readable in the data folder, and nobody else may read it', async () => {
  const dataFolder = tempFolder();
  const world = await startWorld({ dataFolder });
  const claim = world.claimUrl?.slice(-43) ?? '';
  const owner = await new Person(world).claim('owner');
  const { id: room } = await owner.room();
  const { token } = await owner.chats.createInvite({ params: { room }, body: {} });
  const { seq } = await owner.chats.postMessage({
    params: { room },
    body: { key: 'message-1', body: 'forget-me-now' },
  });
  await owner.chats.deleteMessage({ params: { room, seq } });
  const session = owner.cookie.slice(owner.cookie.indexOf('=') + 1);
  await world.stop();
  const stored = await storedIn(dataFolder);
  expect(stored.length).toBeGreaterThan(2);
  for (const { name, content } of stored) {
    for (const secret of [claim, token, session, password, 'forget-me-now']) {
      expect(`${name} holds it: ${content.includes(secret)}`).toBe(`${name} holds it: false`);
    }
    if (name.endsWith('secret')) expect(statSync(name).mode & 0o077).toBe(0);
  }
  removeTemp(dataFolder);
});
