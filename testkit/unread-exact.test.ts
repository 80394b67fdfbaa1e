/** What is unread on two devices of one person, after long random stories, beside what the database says. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eventually } from './eventually.ts';
import { newKey } from './gathering.ts';
import { register } from './person.ts';
import { seededRandom } from './random.ts';
import { expectAgreement, gatherAll, tellStory } from './unread-story.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test.each([1])('two devices and the database agree on what is unread (seed %d)', (seed) =>
  tellStory(world, seed),
);

test('joins, edits, deletions, new names and own posts never count', async () => {
  const scene = await gatherAll(world, seededRandom(3));
  const [room] = scene.rooms;
  const [first, second] = scene.devices;
  if (!room) throw new Error('there is no room');
  const params = { room: room.id };
  try {
    await expectAgreement(scene);
    const before = first.badges();
    const latecomer = await register(world, `late-${newKey().slice(-6)}`);
    await latecomer.chats.acceptInvite({ params: { token: room.invite } });
    await first.my.posting.post(room.id, 'said by myself');
    await eventually(() => expect(second.my.rooms.get(room.id)?.posts).toBe(1));
    await expectAgreement(scene);
    expect(second.badges()).toEqual(before);

    const { seq } = await room.owner.chats.postMessage({ params, body: { key: newKey(), body: 'one' } });
    await room.owner.chats.editMessage({ params: { ...params, seq }, body: { body: 'two' } });
    await room.owner.chats.renameRoom({ params, body: { name: 'Another name' } });
    await room.owner.chats.deleteMessage({ params: { ...params, seq } });
    await latecomer.chats.leave({ params, query: {} });
    const { head } = await room.owner.chats.room({ params });
    await eventually(() => {
      for (const device of scene.devices) expect(device.my.rooms.get(room.id)?.head).toBe(head);
    });
    expect(first.badges()).toEqual({ ...before, all: 1, [room.id]: 1 });
    expect(second.badges()).toEqual(first.badges());
    await expectAgreement(scene);
  } finally {
    for (const { my } of scene.devices) my.stop();
  }
});
