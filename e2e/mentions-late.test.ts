import { en } from '../web/src/text/en.ts';
import { Held } from './held.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

test.use({ publicName: '127.0.0.1', settings: { ROOKERY_REGISTRATION: 'open' } });

/** Holds back who is in a room, and the names of those who are seen in the conversation. */
async function holdPeople({ page }: Person, room: string): Promise<Held> {
  const held = new Held();
  await page.route(new RegExp(`/api/(rooms/${room}/members|users)\\?`), async (route) => {
    await held.released;
    await route.continue();
  });
  return held;
}

/** What the server has of the room. */
async function stored(person: Person, room: string): Promise<(string | null)[]> {
  const { messages } = await person.api.chats.messages({ params: { room }, query: {} });
  return messages.map(({ body }) => body);
}

test('a name sent before the members are there is a mention once they are', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const other = await grace.makeRoom('Attic');
  await grace.open(`/rooms/${other.id}`);
  const held = await holdPeople(owner, room.id);
  await owner.open(`/rooms/${room.id}`);
  const { screen } = owner;
  await screen.inRoom('Garden');
  await screen.say('@grace hello');
  // It shows at once, and is on its way.
  await expect(screen.message('@grace hello')).toContainText(en.message.sending);
  await expect(screen.composer).toHaveValue('');
  expect(await stored(owner, room.id)).toEqual([]);
  held.release();
  await screen.sent('@grace hello');
  expect(await stored(owner, room.id)).toEqual([`<@${grace.id}> hello`]);
  await expect(grace.screen.roomLink(/Garden/)).toContainText(en.rooms.mentions(1));

  // The same when a message is changed.
  await owner.says(room, 'Ask gracie');
  await owner.page.reload();
  await screen.inRoom('Garden');
  await screen.message('Ask gracie').hover();
  await screen.message('Ask gracie').getByRole('button', { name: en.message.edit }).click();
  const field = owner.page.getByRole('textbox', { name: en.message.editLabel });
  await field.fill('Ask @grace then');
  await field.press('Enter');
  await expect(screen.message('Ask @grace then')).toContainText(en.message.edited);
  expect(await stored(owner, room.id)).toEqual([`<@${grace.id}> hello`, `Ask <@${grace.id}> then`]);
  await expect(grace.screen.roomLink(/Garden/)).toContainText(en.rooms.mentions(2));
});

test('a name first typed without a connection is a mention when the message goes out', async ({
  owner,
  people,
  cable,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const other = await grace.makeRoom('Attic');
  owner.watch.networkMayFail = true;
  grace.watch.networkMayFail = true;
  const held = await holdPeople(owner, room.id);
  await owner.open(`/rooms/${room.id}`);
  const { screen } = owner;
  await screen.inRoom('Garden');
  cable.cut('all');
  await expect(screen.button(en.connection.retryNow)).toBeVisible();
  await screen.say('@grace hello');
  await expect(screen.message('@grace hello')).toContainText(en.message.queued);
  cable.mend();
  held.release();
  // The page tries by itself; a click might come too late for the button.
  await expect(screen.button(en.connection.retryNow)).toHaveCount(0, { timeout: 20_000 });
  await screen.sent('@grace hello');
  expect(await stored(owner, room.id)).toEqual([`<@${grace.id}> hello`]);
  await grace.open(`/rooms/${other.id}`);
  await expect(grace.screen.roomLink(/Garden/)).toContainText(en.rooms.mentions(1));
});
