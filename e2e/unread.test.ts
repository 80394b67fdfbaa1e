import { seededRandom } from '../testkit/random.ts';
import { refusedWith } from '../testkit/call.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

test.use({ publicName: '127.0.0.1', settings: { ROOKERY_REGISTRATION: 'open' } });

const steps = 150;
const roomNames = ['Attic', 'Barn', 'Cellar'];

/** What a browser shows: the number in its title, and in each room's line of the list. */
async function badges({ page }: Person): Promise<Record<string, number>> {
  const shown: Record<string, number> = { all: Number(/^\((\d+)\) /.exec(await page.title())?.[1] ?? 0) };
  for (const line of await page.locator('.room-link').all()) {
    const name = await line.locator('.name').innerText();
    const [badge = '0'] = await line.locator('.badge:not(.mention)').allInnerTexts();
    shown[name] = Number(badge);
  }
  return shown;
}

/** What the server has stored. */
async function stored(person: Person): Promise<Record<string, number>> {
  const { rooms } = await person.api.chats.rooms({ query: {} });
  const unread = Object.fromEntries(rooms.map((room) => [room.name, room.unread]));
  return { all: rooms.reduce((sum, room) => sum + room.unread, 0), ...unread };
}

test('two browsers of one person, looking, writing, away and back, end with the numbers that the server has', async ({
  owner,
  people,
  cable,
}) => {
  test.setTimeout(240_000);
  const random = seededRandom(7);
  const grace = await people.member('grace');
  const second = await (await people.person('grace elsewhere')).signInAs(grace);
  const ben = await people.member('ben');
  const rooms = [];
  for (const name of roomNames) {
    const room = await owner.makeRoom(name, grace, ben);
    rooms.push({ ...room, invite: await owner.invite(room) });
  }
  const devices = [grace, second];
  for (const device of devices) {
    device.watch.networkMayFail = true;
    await device.open(`/rooms/${rooms[0]?.id}`);
    await device.screen.inRoom('Attic');
  }
  for (let step = 1; step <= steps; step += 1) {
    const room = random.pick(rooms);
    const params = { room: room.id };
    const device = random.pick(devices);
    const act = random.below(12);
    if (act < 6)
      await random
        .pick([owner, ben])
        .says({ id: room.id }, `said at ${step}`)
        .catch(() => undefined);
    else if (act < 8) await device.screen.roomLink(new RegExp(`^${room.name}`)).click();
    else if (act === 8) await device.screen.say(`written by herself at ${step}`);
    else if (act === 9) await refusedWith(ben.api.chats.leave({ params, query: {} }));
    else if (act === 10) await refusedWith(ben.api.chats.acceptInvite({ params: { token: room.invite } }));
    else {
      cable.cut('live');
      await owner.says({ id: room.id }, `missed at ${step}`);
      cable.mend();
    }
  }
  for (const device of devices)
    await expect(device.page.locator('.message:not(.sent)')).toHaveCount(0, { timeout: 40_000 });
  await expect
    .poll(
      async () => {
        const expected = await stored(grace);
        const shown = await Promise.all(devices.map(badges));
        return shown.every((one) => JSON.stringify(one) === JSON.stringify(expected))
          ? 'agree'
          : [expected, ...shown];
      },
      { timeout: 40_000 },
    )
    .toBe('agree');
});
