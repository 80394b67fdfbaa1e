// Tries D1.2.
/** Things that happen at the same time: whatever wins, the room stays in order and nobody gets an unexpected answer. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { call, outcome } from './call.ts';
import { password, Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let ada: Person;
let bea: Person;
let cleo: Person;

beforeAll(async () => {
  world = await startWorld();
  [ada, bea, cleo] = await Promise.all([
    register(world, 'ada'),
    register(world, 'bea'),
    register(world, 'cleo'),
  ]);
});
afterAll(() => world.stop());

async function roomOfThree(): Promise<string> {
  const { id } = await ada.room();
  await ada.letIn(id, bea, cleo);
  return id;
}

const wholeLog = async (reader: Person, room: string) =>
  (await reader.chats.events({ params: { room }, query: { limit: 200, after: 0 } })).events;
const tally = (outcomes: string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (one) => one)].map(([one, all]) => [one, all.length]));
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

test('nothing that a removed person posts comes after their removal', async () => {
  const room = await roomOfThree();
  const post = async (i: number) =>
    outcome(
      await bea.call('POST', `/api/rooms/${room}/messages`, { body: { key: `racing-${i}`, body: 'x' } }),
    );
  const posts = times(60, post);
  const removal = ada.chats.removeMember({ params: { room, user: bea.id } });
  const outcomes = await Promise.all([...posts, ...times(20, (i) => post(100 + i))]);
  await removal;
  const log = await wholeLog(ada, room);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
  const removedAt = log.find(({ type }) => type === 'member.removed')?.seq ?? 0;
  const theirs = log.filter(({ type, by }) => type === 'message.posted' && by === bea.id);
  for (const { seq } of theirs) expect(seq).toBeLessThan(removedAt);
  expect(tally(outcomes)['201'] ?? 0).toBe(theirs.length);
  for (const one of outcomes) expect(one).toMatch(/^(201|404 not_found)$/);
});

test('posts into a room that is deleted meanwhile are stored or refused', async () => {
  const room = await roomOfThree();
  const posts = times(40, (i) =>
    bea.call('POST', `/api/rooms/${room}/messages`, { body: { key: `racing-${i}`, body: 'x' } }),
  );
  const deleted = ada.call('DELETE', `/api/rooms/${room}`);
  for (const answer of await Promise.all(posts)) expect(outcome(answer)).toMatch(/^(201|404 not_found)$/);
  expect(outcome(await deleted)).toBe('204');
  expect(outcome(await bea.call('GET', `/api/rooms/${room}/messages`))).toBe('404 not_found');
});

test('one person who accepts ten times at once joins once, by one use', async () => {
  const { id: room } = await ada.room();
  const { token } = await ada.chats.createInvite({ params: { room }, body: { maxUses: 5 } });
  const answers = await Promise.all(times(10, () => bea.call('POST', `/api/invites/${token}/accept`)));
  expect(tally(answers.map(outcome))).toEqual({ '200': 10 });
  expect((await ada.chats.invites({ params: { room } })).invites).toMatchObject([{ uses: 1 }]);
  expect((await wholeLog(ada, room)).map(({ type }) => type)).toEqual(['room.created', 'member.joined']);
});

test('a room never ends up without an owner', async () => {
  const room = await roomOfThree();
  const leave = async (person: Person, successor: Person) =>
    outcome(await person.call('DELETE', `/api/rooms/${room}/members/me?successor=${successor.id}`));
  await Promise.all([leave(ada, bea), leave(bea, cleo), leave(ada, cleo)]);
  const { members } = await cleo.chats.members({ params: { room } });
  expect(members.filter(({ role }) => role === 'owner').length).toBeGreaterThanOrEqual(1);
});

test('a message that is edited and deleted at once ends up empty everywhere', async () => {
  const room = await roomOfThree();
  const { seq } = await bea.chats.postMessage({
    params: { room },
    body: { key: 'message-1', body: 'secret 0' },
  });
  const path = `/api/rooms/${room}/messages/${seq}`;
  const edits = times(20, (i) => bea.call('PATCH', path, { body: { body: `secret ${i}` } }));
  const deletions = times(3, () => ada.call('DELETE', path));
  for (const answer of await Promise.all(edits)) expect(outcome(answer)).toMatch(/^(200|404 not_found)$/);
  expect(tally((await Promise.all(deletions)).map(outcome))).toEqual({ '204': 3 });
  const events = await cleo.call('GET', `/api/rooms/${room}/events`);
  expect(events.text).not.toContain('secret');
  expect((await cleo.call('GET', `/api/rooms/${room}/messages`)).text).not.toContain('secret');
  expect(events.text.match(/message\.deleted/g)).toHaveLength(1);
});

test('of many who register one name at once, one gets it', async () => {
  const body = { username: 'coveted', password };
  const answers = await Promise.all(times(5, () => call(world, 'POST', '/api/auth/register', { body })));
  expect(tally(answers.map(outcome))).toEqual({ '201': 1, '409 username_taken': 4 });
});

test('of many who open the claim link at once, one becomes the owner', async () => {
  const claims = await Promise.allSettled(times(4, (i) => new Person(world).claim(`founder-${i}`)));
  const owners = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
  expect(owners.map(({ user }) => user.role)).toEqual(['owner']);
  for (const claim of claims) {
    if (claim.status === 'rejected') expect(claim.reason).toMatchObject({ code: 'claim_spent' });
  }
});

test('reading while others write never shows a gap', async () => {
  const room = await roomOfThree();
  const writing = Promise.all(
    times(80, (i) =>
      (i % 2 ? ada : bea).chats.postMessage({ params: { room }, body: { key: `racing-${i}`, body: 'x' } }),
    ),
  );
  for (let reads = 0; reads < 30; reads++) {
    const { events, head } = await cleo.chats.events({ params: { room }, query: { limit: 200, after: 0 } });
    expect(events.map(({ seq }) => seq)).toEqual(times(head, (i) => i + 1));
  }
  await writing;
});

test('a post that was answered is in every history read that begins afterwards', async () => {
  const room = await roomOfThree();
  for (let i = 0; i < 20; i++) {
    const { seq } = await ada.chats.postMessage({
      params: { room },
      body: { key: `visible-${i}`, body: 'x' },
    });
    const [history, log, list] = await Promise.all([
      bea.chats.messages({ params: { room }, query: { limit: 1 } }),
      bea.chats.events({ params: { room }, query: { limit: 1 } }),
      bea.chats.room({ params: { room } }),
    ]);
    expect([history.messages[0]?.seq, log.events[0]?.seq, history.head, list.head]).toEqual([
      seq,
      seq,
      seq,
      seq,
    ]);
  }
});
