// Tries D1.1.
/** Long random stories of a room, told to the product and to a model of it; they must agree at every step. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { outcome } from './call.ts';
import { type Person, register } from './person.ts';
import { seededRandom } from './random.ts';
import { RoomModel } from './room-model.ts';
import { startWorld, type World } from './world.ts';

const names = ['ann', 'ben', 'cat', 'dan'] as const;
const steps = 150;

let world: World;
let people: Person[];

beforeAll(async () => {
  world = await startWorld();
  people = await Promise.all(names.map((name) => register(world, name)));
});
afterAll(() => world.stop());

test.each([1, 2, 3, 4, 5])('the story of seed %p', async (seed) => {
  const random = seededRandom(seed);
  const [founder] = people;
  if (!founder) throw new Error('nobody is there');
  const { id: room } = await founder.room(`Room ${seed}`);
  const model = new RoomModel(founder.id);
  const invites: { token: string; stamp: number }[] = [];

  async function newInvite(): Promise<void> {
    const member = people.find(({ id }) => model.members.has(id));
    // An invite made in the millisecond of a removal counts as made before it.
    for (const now = Date.now(); Date.now() === now;);
    const invite = await member?.chats.createInvite({ params: { room }, body: {} });
    if (invite) invites.push({ token: invite.token, stamp: model.stamp() });
  }
  await newInvite();

  /** One act of somebody: what it is called, what the model says to it, and what the product answers. */
  function act(step: number) {
    const person = random.pick(people);
    const other = random.pick(people);
    const { id } = person;
    const seq = 1 + random.below(model.head + 1);
    const path = `/api/rooms/${room}`;
    const acts = {
      post: () => {
        const body = { key: `story-key-${random.below(40)}`, body: random.pick(['one', 'two', 'three']) };
        return {
          wanted: model.post(id, body.key, body.body),
          asked: person.call('POST', `${path}/messages`, { body }),
        };
      },
      edit: () => {
        const body = { body: `edited at ${step}` };
        return {
          wanted: model.edit(id, seq, body.body),
          asked: person.call('PATCH', `${path}/messages/${seq}`, { body }),
        };
      },
      remove: () => ({
        wanted: model.remove(id, seq),
        asked: person.call('DELETE', `${path}/messages/${seq}`),
      }),
      join: () => {
        const { token, stamp } = random.pick(invites);
        return { wanted: model.join(id, stamp), asked: person.call('POST', `/api/invites/${token}/accept`) };
      },
      leave: () => {
        const successor = random.chance(70) ? other.id : null;
        const query = successor === null ? '' : `?successor=${successor}`;
        return {
          wanted: model.leave(id, successor),
          asked: person.call('DELETE', `${path}/members/me${query}`),
        };
      },
      expel: () => ({
        wanted: model.expel(id, other.id),
        asked: person.call('DELETE', `${path}/members/${other.id}`),
      }),
      rename: () => ({
        wanted: model.rename(id),
        asked: person.call('PATCH', path, { body: { name: `Name ${step}` } }),
      }),
      markRead: () => ({
        wanted: model.markRead(id, seq),
        asked: person.call('PUT', `${path}/read`, { body: { seq } }),
      }),
    };
    const often = [
      'post',
      'post',
      'post',
      'post',
      'edit',
      'edit',
      'remove',
      'join',
      'join',
      'join',
      'leave',
      'expel',
    ] as const;
    const name = random.pick([...often, 'rename', 'markRead', 'markRead'] as const);
    return { name, ...acts[name]() };
  }

  for (let step = 0; step < steps; step++) {
    const { name, wanted, asked } = act(step);
    const got = outcome(await asked);
    if (!wanted.includes(got))
      throw new Error(`step ${step}, ${name}: ${got} instead of ${wanted.join(' or ')}`);
    if (random.chance(10)) await newInvite();
    await agree(room, model);
  }
});

/** Whether every member sees what the model has, and nobody else sees anything. */
async function agree(room: string, model: RoomModel): Promise<void> {
  for (const person of people) {
    const member = model.members.get(person.id);
    const answer = await person.call('GET', `/api/rooms/${room}`);
    expect(outcome(answer)).toBe(member ? '200' : '404 not_found');
    if (!member) continue;
    expect(answer.json).toMatchObject({
      head: model.head,
      posts: model.messages.length,
      members: model.members.size,
      role: member.role,
      read: member.readSeq,
      unread: model.unread(person.id),
    });
  }
  const reader = people.find(({ id }) => model.members.has(id));
  if (!reader) throw new Error('the room has no members');
  const query = { limit: 200, after: 0 };
  const { messages } = await reader.chats.messages({ params: { room }, query });
  const shown = messages.map(({ seq, n, by, key, body, editedAt }) => [
    seq,
    n,
    by,
    key,
    body,
    editedAt !== undefined,
  ]);
  const wanted = model.messages.map(({ seq, n, by, key, body, edited }) => [seq, n, by, key, body, edited]);
  expect(shown).toEqual(wanted);
  const { events } = await reader.chats.events({ params: { room }, query });
  expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual(
    model.events.map((type, i) => `${i + 1} ${type}`),
  );
}
