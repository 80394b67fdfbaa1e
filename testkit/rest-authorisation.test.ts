// Tries D8.1.
/** Who may do what, for every call that touches a room or needs a session: each row names what each actor gets. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { auth } from '../contracts/auth.ts';
import { chats } from '../contracts/chats.ts';
import type { Route } from '../contracts/route.ts';
import { users } from '../contracts/users.ts';
import { call, outcome } from './call.ts';
import { Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

const actors = ['owner', 'member', 'removed', 'left', 'stranger', 'signedOut'] as const;
type Actor = (typeof actors)[number];

/** A room in which every kind of actor has had a part. */
interface Scene {
  room: string;
  /** Seqs of a message of each. */
  ownersMessage: number;
  membersMessage: number;
  removedsMessage: number;
  /** Invites: the removed person's own, and the owner's, whose token everybody knows. */
  removedsInvite: string;
  ownersInvite: string;
  token: string;
  /** Another member, to be removed. */
  bystander: string;
}

let world: World;
let people: Record<Exclude<Actor, 'signedOut'> | 'bystander', Person>;

beforeAll(async () => {
  world = await startWorld();
  const names = ['owner-ann', 'member-ben', 'removed-eve', 'left-leo', 'stranger-sam', 'bystander-bo'];
  const [owner, member, removed, left, stranger, bystander] = await Promise.all(
    names.map((name) => register(world, name)),
  );
  if (!owner || !member || !removed || !left || !stranger || !bystander)
    throw new Error('somebody is missing');
  people = { owner, member, removed, left, stranger, bystander };
});
afterAll(() => world.stop());

async function newScene(): Promise<Scene> {
  const { owner, member, removed, left, bystander } = people;
  const { id: room } = await owner.room('Matrix');
  await owner.letIn(room, member, removed, left, bystander);
  const post = async (person: Person) =>
    (
      await person.chats.postMessage({
        params: { room },
        body: { key: 'of-the-scene', body: 'secret of the room' },
      })
    ).seq;
  const scene = {
    room,
    ownersMessage: await post(owner),
    membersMessage: await post(member),
    removedsMessage: await post(removed),
    removedsInvite: (await removed.chats.createInvite({ params: { room }, body: {} })).id,
    bystander: bystander.id,
  };
  const invite = await owner.chats.createInvite({ params: { room }, body: {} });
  await owner.chats.removeMember({ params: { room, user: removed.id } });
  await left.chats.leave({ params: { room } });
  return { ...scene, ownersInvite: invite.id, token: invite.token };
}

interface Row {
  name: keyof typeof chats;
  /** What tells two rows of one call apart. */
  of?: string;
  path: (scene: Scene) => string;
  body?: unknown;
  owner: string;
  member: string;
  /** Others who are signed in: removed, left, strangers. 404 unless said otherwise. */
  others?: Partial<Record<'removed' | 'left' | 'stranger', string>>;
  signedOut?: string;
}

const inRoom = (rest: string) => (scene: Scene) => `/api/rooms/${scene.room}${rest}`;
const refused = '403 not_allowed';

const rows: Row[] = [
  { name: 'room', path: inRoom(''), owner: '200', member: '200' },
  { name: 'renameRoom', path: inRoom(''), body: { name: 'Mine' }, owner: '200', member: refused },
  { name: 'deleteRoom', path: inRoom(''), owner: '204', member: refused },
  { name: 'members', path: inRoom('/members'), owner: '200', member: '200' },
  { name: 'leave', path: inRoom('/members/me'), owner: '409 last_owner', member: '204' },
  {
    name: 'removeMember',
    path: (s) => `/api/rooms/${s.room}/members/${s.bystander}`,
    owner: '204',
    member: refused,
  },
  { name: 'createInvite', path: inRoom('/invites'), body: {}, owner: '201', member: '201' },
  { name: 'invites', path: inRoom('/invites'), owner: '200', member: '200' },
  {
    name: 'revokeInvite',
    of: "the owner's",
    path: (s) => `/api/rooms/${s.room}/invites/${s.ownersInvite}`,
    owner: '204',
    member: refused,
  },
  {
    name: 'revokeInvite',
    of: "the removed person's",
    path: (s) => `/api/rooms/${s.room}/invites/${s.removedsInvite}`,
    owner: '204',
    member: refused,
  },
  {
    name: 'acceptInvite',
    path: (s) => `/api/invites/${s.token}/accept`,
    owner: '200',
    member: '200',
    others: { removed: '403 removed', left: '200', stranger: '200' },
  },
  {
    name: 'previewInvite',
    path: (s) => `/api/invites/${s.token}`,
    owner: '200',
    member: '200',
    others: { removed: '200', left: '200', stranger: '200' },
    signedOut: '200',
  },
  { name: 'messages', path: inRoom('/messages'), owner: '200', member: '200' },
  { name: 'events', path: inRoom('/events'), owner: '200', member: '200' },
  { name: 'firstMessage', path: inRoom('/first-message?since=0'), owner: '200', member: '200' },
  {
    name: 'postMessage',
    path: inRoom('/messages'),
    body: { key: 'a-new-post', body: 'x' },
    owner: '201',
    member: '201',
  },
  {
    name: 'postMessage',
    of: 'again, with a key from before',
    path: inRoom('/messages'),
    body: { key: 'of-the-scene', body: 'secret of the room' },
    owner: '200',
    member: '200',
  },
  {
    name: 'editMessage',
    of: "the member's",
    path: (s) => `/api/rooms/${s.room}/messages/${s.membersMessage}`,
    body: { body: 'x' },
    owner: refused,
    member: '200',
  },
  {
    name: 'editMessage',
    of: "the owner's",
    path: (s) => `/api/rooms/${s.room}/messages/${s.ownersMessage}`,
    body: { body: 'x' },
    owner: '200',
    member: refused,
  },
  {
    name: 'editMessage',
    of: "the removed person's",
    path: (s) => `/api/rooms/${s.room}/messages/${s.removedsMessage}`,
    body: { body: 'x' },
    owner: refused,
    member: refused,
  },
  {
    name: 'deleteMessage',
    of: "the owner's",
    path: (s) => `/api/rooms/${s.room}/messages/${s.ownersMessage}`,
    owner: '204',
    member: refused,
  },
  {
    name: 'deleteMessage',
    of: "the removed person's",
    path: (s) => `/api/rooms/${s.room}/messages/${s.removedsMessage}`,
    owner: '204',
    member: refused,
  },
  { name: 'markRead', path: inRoom('/read'), body: { seq: 3 }, owner: '204', member: '204' },
];

const expected = (row: Row, actor: Actor): string => {
  if (actor === 'owner' || actor === 'member') return row[actor];
  if (actor === 'signedOut') return row.signedOut ?? '401 not_signed_in';
  return row.others?.[actor] ?? '404 not_found';
};

test('every call on a room is in the matrix', () => {
  const onRooms = Object.entries<Route>(chats).filter(
    ([, { who, path }]) => who !== 'peer' && path.includes('{'),
  );
  expect([...new Set(rows.map(({ name }) => name as string))].toSorted()).toEqual(
    onRooms.map(([name]) => name).toSorted(),
  );
});

describe.each(rows.map((row) => [`${row.name} ${row.of ?? ''}`.trim(), row] as const))('%s', (_, row) => {
  test.each([...actors])('as %s', async (actor) => {
    const scene = await newScene();
    const who = actor === 'signedOut' ? new Person(world) : people[actor];
    const body = row.body === undefined ? {} : { body: row.body };
    const answer = await who.call(chats[row.name].method, row.path(scene), body);
    expect(outcome(answer)).toBe(expected(row, actor));
    if (answer.status >= 400) expect(answer.text).not.toContain('secret');
  });
});

test("a room that is lost is in nobody's list", async () => {
  const { room } = await newScene();
  const listed = async (person: Person) => (await person.chats.rooms()).rooms.some(({ id }) => id === room);
  expect([await listed(people.owner), await listed(people.member)]).toEqual([true, true]);
  for (const outsider of [people.removed, people.left, people.stranger])
    expect(await listed(outsider)).toBe(false);
});

test('what a member could read the moment before, nobody reads the moment after', async () => {
  const { owner, member } = people;
  const { id: room } = await owner.room();
  await owner.letIn(room, member);
  await owner.chats.postMessage({ params: { room }, body: { key: 'message-1', body: 'secret' } });
  const reads = [
    '',
    '/members',
    '/invites',
    '/messages',
    '/events',
    '/messages?after=0',
    '/events?before=99',
    '/first-message?since=0',
  ];
  const outcomes = () =>
    Promise.all(reads.map(async (path) => outcome(await member.call('GET', `/api/rooms/${room}${path}`))));
  expect(await outcomes()).toEqual(reads.map(() => '200'));
  await owner.chats.removeMember({ params: { room, user: member.id } });
  expect(await outcomes()).toEqual(reads.map(() => '404 not_found'));
});

test('a session that ended opens nothing, whichever way it ended', async () => {
  const walker = await register(world, 'walker');
  const { id: room } = await walker.room();
  const routes = [auth, users, chats]
    .flatMap((table) => Object.values<Route>(table))
    .filter(({ who }) => who === 'user');
  const path = (route: Route) => route.path.replace('{room}', room).replace(/\{\w+\}/g, '00000000');
  const ends: Record<string, (other: Person) => Promise<unknown>> = {
    'signing out': (other) => other.auth.logout(),
    'ended from another device': async () => {
      const { sessions } = await walker.auth.sessions();
      const other = sessions.find(({ current }) => !current)?.id ?? '';
      return walker.auth.endSession({ params: { session: other } });
    },
  };
  for (const [how, end] of Object.entries(ends)) {
    const other = await new Person(world).login('walker');
    const { cookie } = other;
    expect(outcome(await call(world, 'GET', `/api/rooms/${room}`, { cookie }))).toBe('200');
    await end(other);
    for (const route of routes) {
      const answer = await call(world, route.method, path(route), { cookie });
      expect(`${how}: ${route.method} ${route.path}: ${outcome(answer)}`).toBe(
        `${how}: ${route.method} ${route.path}: 401 not_signed_in`,
      );
    }
  }
  expect(outcome(await walker.call('GET', `/api/rooms/${room}`))).toBe('200');
});
