import { afterAll, beforeAll, expect, test } from 'bun:test';
import { subject } from '../../contracts/events.ts';
import { refusalOf, startAuth } from '../../testkit/auth-service.ts';
import { eventually } from '../../testkit/eventually.ts';
import { startUsers, type UsersService } from '../../testkit/users-service.ts';

let users: UsersService;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

test("a profile is there from the first touch: one's own, and anybody else's", async () => {
  const [ada, bob] = [await users.person('ada'), await users.person('bob')];
  const own = { id: ada.id, username: 'ada', displayName: 'ada', status: '', avatarUrl: null };
  expect(await users.as(ada).me()).toEqual(own);
  expect(await users.as(bob).profile({ params: { user: ada.id } })).toEqual(own);
  expect(await users.as(ada).profile({ params: { user: bob.id } })).toMatchObject({ username: 'bob' });
  expect(await refusalOf(users.as(ada).profile({ params: { user: 'nobody-with-this-id' } }))).toBe(
    'not_found',
  );
});

test('nobody sees a profile without being signed in, and unsigned calls are refused', async () => {
  const ada = await users.person('hidden');
  const nobody = users.as();
  expect(await refusalOf(nobody.me())).toBe('not_signed_in');
  expect(await refusalOf(nobody.profile({ params: { user: ada.id } }))).toBe('not_signed_in');
  expect(await refusalOf(nobody.profiles({ query: { ids: ada.id } }))).toBe('not_signed_in');
  expect(await refusalOf(nobody.changeMe({ body: { status: 'x' } }))).toBe('not_signed_in');
  expect((await users.fetch(new Request('http://users/api/users/me'))).status).toBe(403);
});

test('a change is kept and told to everyone, whole', async () => {
  const ada = await users.person('changer');
  users.published.length = 0;
  const changed = await users
    .as(ada)
    .changeMe({ body: { displayName: '  Ada Lovelace ', status: 'at the engine' } });
  expect(changed).toMatchObject({
    displayName: 'Ada Lovelace',
    status: 'at the engine',
    username: 'changer',
  });
  await users.auth.clock.advance(0);
  expect(users.published).toEqual([changed]);
  expect(await users.as(ada).me()).toEqual(changed);
  expect(await users.as(ada).changeMe({ body: { status: '' } })).toMatchObject({
    displayName: 'Ada Lovelace',
    status: '',
  });
  users.published.length = 0;
  expect(await users.as(ada).changeMe({ body: {} })).toMatchObject({ displayName: 'Ada Lovelace' });
  await users.auth.clock.advance(0);
  expect(users.published).toEqual([]);
});

test.each([
  'Zoë',
  '山田 太郎',
  'د. ليلى',
  '👩‍👩‍👧',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ailsa',
  '<b>not bold</b>',
  'x'.repeat(80),
  '🦜'.repeat(80),
])('a display name may be %p', async (displayName) => {
  const ada = await users.person(`u${Bun.hash(displayName).toString(36)}`);
  expect(await users.as(ada).changeMe({ body: { displayName } })).toMatchObject({ displayName });
});

test.each([
  [{ displayName: '' }, 'displayName:too_short'],
  [{ displayName: ' \u3000 ' }, 'displayName:too_short'],
  [{ displayName: '\u200b\u2060' }, 'displayName:too_short'],
  [{ displayName: '\u3164\u2800' }, 'displayName:too_short'],
  [{ displayName: 'x'.repeat(81) }, 'displayName:too_long'],
  [{ displayName: 'a\u0000b' }, 'displayName:bad_characters'],
  [{ displayName: 'a\nb' }, 'displayName:bad_characters'],
  [{ displayName: 'a\u0007b' }, 'displayName:bad_characters'],
  [{ displayName: 'gnp.\u202eexe' }, 'displayName:bad_characters'],
  [{ displayName: 'a\u2067b' }, 'displayName:bad_characters'],
  [{ displayName: 'half \ud83d' }, 'displayName:bad_characters'],
  [{ status: 'x'.repeat(141) }, 'status:too_long'],
  [{ status: 'a\u2028b' }, 'status:bad_characters'],
])('%j is refused: %s', async (body, reason) => {
  const ada = await users.person(`r${Bun.hash(JSON.stringify(body)).toString(36)}`);
  expect(await refusalOf(users.as(ada).changeMe({ body }))).toBe(`invalid ${reason}`);
  expect(await users.as(ada).me()).toMatchObject({ displayName: ada.username, status: '' });
});

test.each([[{ displayName: { $gt: '' } }], [{ status: ['x'] }], [{ displayName: null }], ['x']])(
  '%j is malformed',
  async (body) => {
    const ada = await users.person(`m${Bun.hash(JSON.stringify(body)).toString(36)}`);
    const answer = await users.fetch(
      new Request('http://users/api/users/me', {
        method: 'PATCH',
        headers: { ...users.headersOf(ada), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
    expect(answer.status).toBe(400);
  },
);

test('many profiles in one call: in the order asked for, each once, unknown ones left out, at most 200', async () => {
  const [ada, bob] = [await users.person('many-a'), await users.person('many-b')];
  const ids = [bob.id, 'nobody-with-this-id', ada.id, bob.id].join();
  const { users: found } = await users.as(ada).profiles({ query: { ids } });
  expect(found.map(({ username }) => username)).toEqual(['many-b', 'many-a']);
  expect(await users.as(ada).profiles({ query: { ids: '' } })).toEqual({ users: [] });
  expect(await refusalOf(users.as(ada).profiles({ query: { ids: `${ada.id},../../x` } }))).toBe('malformed');
  const tooMany = Array.from({ length: 201 }, () => ada.id).join();
  expect(await refusalOf(users.as(ada).profiles({ query: { ids: tooMany } }))).toBe('limit_reached');
});

test('a new username arrives by the bus, and a chosen display name stays', async () => {
  const visitor = users.auth.visitor();
  const user = await visitor.register('oldname');
  await users.as(user).me();
  users.published.length = 0;
  const password = 'a long enough one';
  await visitor.auth.changeUsername({ body: { username: 'newname', password } });
  const profile = { id: user.id, username: 'newname', displayName: 'newname' };
  await eventually(() => expect(users.published).toMatchObject([profile]));
  await users.as(user).changeMe({ body: { displayName: 'Chosen' } });
  await visitor.auth.changeUsername({ body: { username: 'third', password } });
  await eventually(() => expect(users.published.at(-1)).toMatchObject({ username: 'third' }));
  // The caller's identity may still be a moment old: it does not bring the old name back.
  expect(await users.as(user).me()).toMatchObject({ username: 'third', displayName: 'Chosen' });
});

test('of two new usernames the newer one stays, in whichever order they come, and however often', async () => {
  const user = await users.person('zeroth');
  await users.as(user).me();
  users.published.length = 0;
  const hear = (username: string, version: number) =>
    users.auth.bus.publishDurably(
      subject.renamed,
      crypto.randomUUID(),
      JSON.stringify({ user: user.id, username, version }),
    );
  for (const [name, version] of [
    ['second', 2],
    ['first', 1],
    ['second', 2],
  ] as const)
    await hear(name, version);
  expect(await users.as(user).profile({ params: { user: user.id } })).toMatchObject({ username: 'second' });
  await users.auth.clock.advance(0);
  expect(users.published).toMatchObject([{ username: 'second' }]);
  await users.auth.bus.publishDurably(subject.renamed, 'not-one', '{"user":1}');
});

test('who is renamed before having a profile gets one with the new name', async () => {
  const visitor = users.auth.visitor();
  const before = await visitor.register('unseen-before');
  await visitor.auth.changeUsername({ body: { username: 'unseen-after', password: 'a long enough one' } });
  await eventually(() => expect(users.published.at(-1)).toMatchObject({ username: 'unseen-after' }));
  users.cut.off = true;
  // With the identity that they had before, and nobody to ask.
  expect(await users.as(before).me()).toMatchObject({ username: 'unseen-after' });
  users.cut.off = false;
});

test('a new username that the bus lost is found when its owner comes by', async () => {
  const user = await users.person('unheard');
  await users.as(user).me();
  // Changed at another replica, which shares the store and not this bus.
  const replica = await startAuth({ folder: users.auth.folder, clock: users.auth.clock });
  const visitor = replica.visitor();
  await visitor.login('unheard');
  const renamed = await visitor.auth.changeUsername({
    body: { username: 'heard', password: 'a long enough one' },
  });
  await replica.stop();
  expect(await users.as(user).me()).toMatchObject({ username: 'unheard' });
  users.published.length = 0;
  expect(await users.as(renamed).me()).toMatchObject({ username: 'heard', displayName: 'heard' });
  await users.auth.clock.advance(0);
  expect(users.published).toMatchObject([{ id: user.id, username: 'heard' }]);
  // What an identity claims is looked up, not believed.
  expect(await users.as({ ...user, username: 'never-true' }).me()).toMatchObject({ username: 'heard' });
});

test("while auth is away profiles that are known are answered, and others are not taken for nobody's", async () => {
  const [ada, late] = [await users.person('known'), await users.person('late')];
  await users.as(ada).me();
  users.cut.off = true;
  const both = { query: { ids: [ada.id, late.id].join() } };
  expect((await users.as(ada).profiles(both)).users).toMatchObject([{ username: 'known' }]);
  expect(await refusalOf(users.as(ada).profile({ params: { user: late.id } }))).toBe('unavailable');
  expect(await users.as(late).changeMe({ body: { status: 'made without auth' } })).toMatchObject({
    username: 'late',
  });
  users.cut.off = false;
  expect((await users.as(ada).profiles(both)).users).toHaveLength(2);
});

test('a profile is not changed all day', async () => {
  const strict = await startUsers({ profileChangesPerUser: { count: 2, windowMs: 60_000 } });
  const ada = await strict.person('restless');
  const change = () => refusalOf(strict.as(ada).changeMe({ body: { status: 'again' } }));
  expect([await change(), await change(), await change()]).toEqual(['accepted', 'accepted', 'rate_limited']);
  await strict.stop();
});
