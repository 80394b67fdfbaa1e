import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, gather, newcomer, newKey, post } from './gathering.ts';
import type { Person } from './person.ts';
import type { TestSocket } from './socket.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const told = async (person: Person, room: string) => (await person.chats.room({ params: { room } })).mentions;
const entries = (socket: TestSocket) =>
  socket.all.flatMap((frame) => (frame.t === 'me' && frame.type === 'mention' ? [frame.data] : []));

async function three() {
  const { room, owner, others } = await gather(world, 2);
  const [ben, cleo] = others;
  if (!ben || !cleo) throw new Error('nobody came');
  const params = { room: room.id };
  const says = async (body: string, key = newKey()) =>
    (await owner.chats.postMessage({ params, body: { key, body } })).seq;
  return { room, owner, ben, cleo, params, says };
}

test('a mention reaches every device of the mentioned member, and is told until it is read', async () => {
  const { room, owner, ben, cleo, params, says } = await three();
  const [laptop, phone, other] = await Promise.all([connect(ben), connect(ben), connect(cleo)]);
  const key = newKey();
  const body = `<@${ben.id}> and again <@${ben.id}>, <@${owner.id}>`;
  const seq = await says(body, key);
  for (const device of [laptop, phone]) {
    const entry = await device.next('me', ({ type }) => type === 'mention');
    expect(entry.data).toEqual({ room: room.id, seq, by: owner.id });
  }
  // The same key again mentions nobody again.
  expect(await says(body, key)).toBe(seq);
  const second = await says(`<@${ben.id}> once more`);
  await laptop.next('me', (entry) => entry.type === 'mention' && entry.data.seq === second);
  expect(entries(laptop).map((data) => data.seq)).toEqual([seq, second]);
  expect(entries(other)).toEqual([]);
  expect(await told(ben, room.id)).toEqual([seq, second]);
  expect(await told(owner, room.id)).toEqual([]);
  const late = await ben.socket();
  await late.hello();
  const line = (await late.next('rooms')).rooms.find(({ id }) => id === room.id);
  expect(line?.mentions).toEqual([seq, second]);
  const { rooms } = await ben.chats.rooms();
  expect(rooms.find(({ id }) => id === room.id)?.mentions).toEqual([seq, second]);
  await ben.chats.markRead({ params, body: { seq } });
  expect(await told(ben, room.id)).toEqual([second]);
});

test('posts over the socket mention too', async () => {
  const { room, owner, ben } = await three();
  const [theirs, mine] = await Promise.all([connect(owner), connect(ben)]);
  const { seq } = await post(theirs, room.id, `<@${ben.id}>`);
  await mine.next('me', (entry) => entry.type === 'mention' && entry.data.seq === seq);
  expect(await told(ben, room.id)).toEqual([seq]);
});

test('an edit mentions those it adds only, and takes back those it removes', async () => {
  const { room, owner, ben, cleo, says } = await three();
  const [bens, cleos] = await Promise.all([connect(ben), connect(cleo)]);
  const seq = await says(`<@${ben.id}>`);
  await bens.next('me', ({ type }) => type === 'mention');
  const at = { params: { room: room.id, seq } };
  await owner.chats.editMessage({ ...at, body: { body: `<@${ben.id}> <@${cleo.id}>` } });
  await cleos.next('me', ({ type }) => type === 'mention');
  expect(await told(cleo, room.id)).toEqual([seq]);
  await owner.chats.editMessage({ ...at, body: { body: `<@${cleo.id}> alone` } });
  expect(await told(ben, room.id)).toEqual([]);
  expect(await told(cleo, room.id)).toEqual([seq]);
  const last = await says(`<@${ben.id}>`);
  await bens.next('me', (entry) => entry.type === 'mention' && entry.data.seq === last);
  expect(entries(bens).map((data) => data.seq)).toEqual([seq, last]);
});

test('a deleted message, and leaving the room, take mentions away', async () => {
  const { room, owner, ben, params, says } = await three();
  const seq = await says(`<@${ben.id}>`);
  const kept = await says(`<@${ben.id}> stays`);
  await owner.chats.deleteMessage({ params: { ...params, seq } });
  expect(await told(ben, room.id)).toEqual([kept]);
  await ben.chats.leave({ params });
  await owner.letIn(room.id, ben);
  expect(await told(ben, room.id)).toEqual([]);
});

test('a person outside the room learns nothing, and the author neither', async () => {
  const { room, owner, ben, says } = await three();
  const stranger = await newcomer(world);
  const outside = await connect(stranger);
  const seq = await says(`<@${stranger.id}> <@${owner.id}> <@no-such-person> <@${ben.id}>`);
  expect(await told(ben, room.id)).toEqual([seq]);
  // Their next entry follows at once on those before.
  await owner.letIn(room.id, stranger);
  await outside.next('me', ({ type }) => type === 'room.joined');
  expect(entries(outside)).toEqual([]);
  expect(await told(stranger, room.id)).toEqual([]);
});

test('one message mentions fifty people at most', async () => {
  const { room, ben, says } = await three();
  const many = Array.from({ length: 50 }, (_, i) => `<@nobody-number-${i}>`).join('');
  await says(`${many}<@${ben.id}>`);
  const seq = await says(`${many.slice(many.indexOf('>') + 1)}<@${ben.id}>`);
  expect(await told(ben, room.id)).toEqual([seq]);
});
