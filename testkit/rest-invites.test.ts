import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import * as v from 'valibot';
import { Invite } from '../contracts/chats.ts';
import { call, outcome } from './call.ts';
import { password, type Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let ada: Person;
let bea: Person;
let cleo: Person;
let stranger: Person;
let room: string;

beforeAll(async () => {
  world = await startWorld();
  [ada, bea, cleo, stranger] = await Promise.all([
    register(world, 'ada'),
    register(world, 'bea'),
    register(world, 'cleo'),
    register(world, 'stranger'),
  ]);
});
afterAll(() => world.stop());

beforeEach(async () => {
  room = (await ada.room('Garden')).id;
});

type Rules = { expiresInSeconds?: number; maxUses?: number };
const invite = (by: Person, rules: Rules = {}) => by.chats.createInvite({ params: { room }, body: rules });
const preview = async (token: string) =>
  outcome(await call(world, 'GET', `/api/invites/${token}`, { origin: null }));
const accept = async (person: Person, token: string) =>
  outcome(await person.call('POST', `/api/invites/${token}/accept`));
const list = async (by: Person) => (await by.chats.invites({ params: { room } })).invites;
const revoke = async (by: Person, id: string) =>
  outcome(await by.call('DELETE', `/api/rooms/${room}/invites/${id}`));

test('an invite shows where it leads to anybody, and uses nothing up by that', async () => {
  const answer = await ada.call('POST', `/api/rooms/${room}/invites`, { body: { maxUses: 1 } });
  expect(answer.status).toBe(201);
  const { id, token, url } = answer.json as { id: string; token: string; url: string };
  expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
  expect(url).toStartWith(world.url);
  expect(url).toEndWith(token);
  for (let looks = 0; looks < 3; looks++) {
    const shown = await call(world, 'GET', `/api/invites/${token}`, { origin: null });
    expect(shown.json).toEqual({
      room: { id: room, name: 'Garden' },
      memberCount: 1,
      inviter: { id: ada.id, username: 'ada' },
      members: [{ id: ada.id, username: 'ada', displayName: 'ada', avatarUrl: null }],
    });
  }
  expect(await list(ada)).toMatchObject([{ id, uses: 0, maxUses: 1 }]);
});

test('an invite shows the name that its maker has now', async () => {
  const maker = await register(world, 'namegiver');
  const { id } = await maker.room();
  const { token } = await maker.chats.createInvite({ params: { room: id }, body: {} });
  await maker.auth.changeUsername({ body: { username: 'namekeeper', password } });
  expect((await maker.chats.previewInvite({ params: { token } })).inviter).toEqual({
    id: maker.id,
    username: 'namekeeper',
  });
});

test('accepting joins: an event, a member, a use', async () => {
  const { id, token } = await invite(ada);
  const { room: joined } = await bea.chats.acceptInvite({ params: { token } });
  expect(joined).toMatchObject({ id: room, name: 'Garden', role: 'member', members: 2, head: 2 });
  expect((await bea.chats.rooms()).rooms.map((one) => one.id)).toContain(room);
  const { events } = await bea.chats.events({ params: { room } });
  expect(events.at(-1)).toMatchObject({ seq: 2, by: bea.id, type: 'member.joined', data: { user: bea.id } });
  expect(await list(ada)).toMatchObject([{ id, uses: 1, maxUses: null, expiresAt: null }]);
});

test('a member who accepts again uses nothing up, also when nothing is left', async () => {
  const { token } = await invite(ada, { maxUses: 1 });
  expect(await accept(ada, token)).toBe('200');
  expect(await accept(bea, token)).toBe('200');
  expect(await accept(bea, token)).toBe('200');
  expect((await ada.chats.room({ params: { room } })).head).toBe(2);
  expect(await accept(cleo, token)).toBe('410 invite_used_up');
  expect(await preview(token)).toBe('410 invite_used_up');
  expect(await list(ada)).toEqual([]);
});

test('of many who take the last use at once, one gets in', async () => {
  const { token } = await invite(ada, { maxUses: 1 });
  const outcomes = await Promise.all([bea, cleo, stranger].map((person) => accept(person, token)));
  expect(outcomes.toSorted()).toEqual(['200', '410 invite_used_up', '410 invite_used_up']);
  expect((await ada.chats.room({ params: { room } })).members).toBe(2);
});

test('an expired invite says so', async () => {
  const { token } = await invite(ada, { expiresInSeconds: 1 });
  expect(await preview(token)).toBe('200');
  let last = '200';
  for (const until = Date.now() + 10_000; last === '200' && Date.now() < until;) last = await preview(token);
  expect(last).toBe('410 invite_expired');
  expect(await accept(bea, token)).toBe('410 invite_expired');
  expect(await list(ada)).toEqual([]);
});

test('its maker or an owner revokes an invite, nobody else', async () => {
  const [byAda, byBea] = [await invite(ada), await invite(ada)];
  await bea.chats.acceptInvite({ params: { token: byAda.token } });
  await cleo.chats.acceptInvite({ params: { token: byAda.token } });
  const own = await invite(bea);
  expect(await revoke(cleo, own.id)).toBe('403 not_allowed');
  expect(await revoke(stranger, own.id)).toBe('404 not_found');
  expect(await revoke(bea, own.id)).toBe('204');
  expect(await revoke(bea, byAda.id)).toBe('403 not_allowed');
  expect(await revoke(ada, byAda.id)).toBe('204');
  expect(await revoke(ada, byAda.id)).toBe('204');
  expect(await revoke(ada, crypto.randomUUID())).toBe('404 not_found');
  for (const { token } of [own, byAda]) {
    expect(await preview(token)).toBe('410 invite_revoked');
    expect(await accept(stranger, token)).toBe('410 invite_revoked');
  }
  expect((await list(cleo)).map(({ id }) => id)).toEqual([byBea.id]);
});

test('an invite is revoked only through its own room', async () => {
  const { id, token } = await invite(ada);
  const elsewhere = (await stranger.room()).id;
  const answer = await stranger.call('DELETE', `/api/rooms/${elsewhere}/invites/${id}`);
  expect(outcome(answer)).toBe('404 not_found');
  expect(await preview(token)).toBe('200');
});

test('the list has those that still work, newest first, without their tokens', async () => {
  const first = await invite(ada, { expiresInSeconds: 3600 });
  await ada.letIn(room, bea);
  const last = await invite(bea, { maxUses: 5 });
  const answer = await bea.call('GET', `/api/rooms/${room}/invites`);
  const { invites } = answer.json as { invites: Invite[] };
  expect(invites.map(({ id }) => id)).toEqual([last.id, expect.any(String), first.id]);
  expect(invites[0]).toMatchObject({ by: bea.id, maxUses: 5, uses: 0, expiresAt: null });
  expect((invites[2]?.expiresAt ?? 0) - (invites[2]?.createdAt ?? 0)).toBe(3_600_000);
  for (const one of invites) expect(v.is(v.strictObject(Invite.entries), one)).toBe(true);
  for (const { token } of [first, last]) expect(answer.text).not.toContain(token);
});

test('who was removed needs an invite made after that', async () => {
  const old = await invite(ada);
  await bea.chats.acceptInvite({ params: { token: old.token } });
  const byBea = await invite(bea);
  await ada.chats.removeMember({ params: { room, user: bea.id } });
  expect(await accept(bea, old.token)).toBe('403 removed');
  expect(await accept(bea, byBea.token)).toBe('403 removed');
  expect(await accept(cleo, old.token)).toBe('200');
  const fresh = await invite(ada);
  expect(await accept(bea, fresh.token)).toBe('200');
  expect(await accept(bea, old.token)).toBe('200');
});

test("any member's invite made after the removal lets somebody back in", async () => {
  await ada.letIn(room, bea, cleo);
  const old = await invite(cleo);
  await ada.chats.removeMember({ params: { room, user: bea.id } });
  const fresh = await invite(cleo);
  expect(await accept(bea, old.token)).toBe('403 removed');
  expect(await accept(bea, fresh.token)).toBe('200');
});

test('an invite to a room that is gone says so, and nothing else of it', async () => {
  const { token } = await invite(ada);
  await ada.chats.deleteRoom({ params: { room } });
  expect(await preview(token)).toBe('410 room_deleted');
  expect(await accept(bea, token)).toBe('410 room_deleted');
  const { text } = await call(world, 'GET', `/api/invites/${token}`, { origin: null });
  for (const word of ['Garden', room, 'ada', ada.id, token]) expect(text).not.toContain(word);
  expect(await preview(`${token}x`)).toBe('404 not_found');
});

test('the last member who leaves ends the invites too', async () => {
  const { token } = await invite(ada);
  await ada.chats.leave({ params: { room }, query: { delete: 'yes' } });
  expect(await accept(bea, token)).toBe('410 room_deleted');
});

test('only members make and list invites; accepting needs a session', async () => {
  const { token } = await invite(ada);
  const signedOut = (method: string, path: string) => call(world, method, path);
  expect(outcome(await stranger.call('POST', `/api/rooms/${room}/invites`, { body: {} }))).toBe(
    '404 not_found',
  );
  expect(outcome(await stranger.call('GET', `/api/rooms/${room}/invites`))).toBe('404 not_found');
  expect(outcome(await signedOut('POST', `/api/invites/${token}/accept`))).toBe('401 not_signed_in');
  expect(outcome(await signedOut('GET', `/api/rooms/${room}/invites`))).toBe('401 not_signed_in');
});

test.each(['x'.repeat(32), '0'.repeat(22), 'short', 'x'.repeat(200), '%00', '..%2f..%2finternal'])(
  'the token %p leads nowhere',
  async (token) => {
    expect(await preview(token)).toMatch(/^(404 not_found|400 malformed)$/);
    expect(await accept(bea, token)).toMatch(/^(404 not_found|400 malformed)$/);
  },
);

test('rules of an invite are whole numbers within reason', async () => {
  const bad = [
    { maxUses: 0 },
    { maxUses: -1 },
    { maxUses: 1.5 },
    { maxUses: '3' },
    { maxUses: null },
    { maxUses: 1e9 },
  ];
  for (const body of [
    ...bad,
    { expiresInSeconds: 0 },
    { expiresInSeconds: 1e12 },
    { expiresInSeconds: {} },
  ]) {
    const answer = await ada.call('POST', `/api/rooms/${room}/invites`, { body });
    expect(outcome(answer)).toMatch(/^(400 malformed|422 invalid)$/);
  }
  expect(await list(ada)).toEqual([]);
});
