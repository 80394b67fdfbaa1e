import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Device } from './device.ts';
import { eventually } from './eventually.ts';
import { gather, newKey } from './gathering.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test('two devices show the same mentions, also after one was away', async () => {
  const { room, owner, others } = await gather(world);
  const [ben] = others;
  if (!ben) throw new Error('nobody came');
  const params = { room: room.id };
  const says = async () =>
    (await owner.chats.postMessage({ params, body: { key: newKey(), body: `<@${ben.id}>` } })).seq;
  const devices = [new Device(ben, () => 0.5), new Device(ben, () => 0.5)] as const;
  const show = (seqs: readonly number[]) =>
    eventually(() => {
      for (const { my } of devices) expect(my.rooms.get(room.id)?.mentions).toEqual(seqs);
    });
  await show([]);
  const first = await says();
  await show([first]);
  devices[1].loseConnection();
  const [gone, last] = [await says(), await says()];
  await owner.chats.deleteMessage({ params: { ...params, seq: gone } });
  await eventually(() => expect(devices[1].my.rooms.get(room.id)?.mentions).toEqual([first, last]));
  devices[0].my.rooms.markRead(room.id, first, undefined);
  await eventually(() => expect(devices[1].my.rooms.get(room.id)?.mentions).toEqual([last]));
  devices[1].my.rooms.markRead(room.id, last, undefined);
  await show([]);
  for (const { my } of devices) my.stop();
});
