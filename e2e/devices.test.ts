import sharp from 'sharp';
import { en } from '../web/src/text/en.ts';
import { Held } from './held.ts';
import { storedText } from './stored-text.ts';
import { expect, test } from './test.ts';

test('unread counts are exact and clear on the other device', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const garden = await owner.makeRoom('Garden', grace);
  const shed = await owner.makeRoom('Shed', grace);
  const second = await (await people.person('grace elsewhere')).signInAs(grace);
  for (const { page, screen } of [grace, second]) {
    await page.goto(`${owner.origin}/rooms/${shed.id}`);
    await screen.inRoom('Shed');
  }
  await owner.says(garden, 'one', 'two', 'three');
  // What is no message never counts.
  await owner.letIn(garden, await people.member('third'));
  for (const { screen, page } of [grace, second]) {
    await expect(screen.roomLink(/^Garden/)).toHaveAccessibleName(/^Garden ?, 3 unread$/);
    await expect(page).toHaveTitle(/^\(3\) /);
  }
  await grace.screen.roomLink(/^Garden/).click();
  await grace.screen.inRoom('Garden');
  for (const { screen, page } of [grace, second]) {
    await expect(screen.roomLink(/unread/)).toHaveCount(0);
    await expect(page).toHaveTitle(/^(Garden|Shed) /);
  }
  // One's own posts never count, on no device.
  await grace.screen.say('mine');
  await expect(grace.screen.message('mine')).toBeVisible();
  await owner.says(garden, 'another');
  await expect(grace.screen.message('another')).toBeVisible();
  await expect(second.screen.roomLink(/unread/)).toHaveCount(0);
});

test('reading stopped somewhere: the line stands there', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'seen before');
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.message('seen before')).toBeVisible();
  await grace.screen.say('me too');
  await expect(grace.page.locator('.message.sent', { hasText: 'me too' })).toHaveCount(1);
  await grace.page.goto('about:blank');
  await owner.says(room, 'new one', 'new two');
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.log.getByText(en.conversation.newLine, { exact: true })).toBeVisible();
  const order = await grace.screen.log.innerText();
  expect(order.indexOf('me too')).toBeLessThan(order.indexOf(en.conversation.newLine));
  expect(order.indexOf(en.conversation.newLine)).toBeLessThan(order.indexOf('new one'));
});

test('the line stands also where the conversation comes before the list of rooms', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'seen before');
  await grace.says(room, 'me too');
  await owner.says(room, 'new one', 'new two');
  const list = new Held();
  await grace.page.route('**/api/rooms?*', async (route) => {
    await list.released;
    await route.continue();
  });
  await grace.page.routeWebSocket('**/live', async (socket) => {
    await list.released;
    socket.connectToServer();
  });
  const conversation = grace.page.waitForResponse('**/events?*');
  await grace.open(`/rooms/${room.id}`);
  await (await conversation).finished();
  list.release();
  await expect(grace.screen.log.getByText(en.conversation.newLine, { exact: true })).toBeVisible();
});

test('who enters a room with much that is new has read only what was in view', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'seen before');
  const mine = async () =>
    (await grace.api.chats.rooms({ query: {} })).rooms.find(({ id }) => id === room.id);
  await grace.open(`/rooms/${room.id}`);
  await expect.poll(async () => (await mine())?.unread).toBe(0);
  const before = (await mine())?.read ?? 0;
  await expect.poll(() => storedText(grace.page)).toContain('seen before');
  await grace.page.goto('about:blank');
  for (let n = 1; n <= 40; n++) await owner.says(room, `new ${n}\n\n\n`);
  // The room's page comes after the word on how much is new: until then there is only what the browser kept.
  await grace.page.route(`**/api/rooms/${room.id}/events?*`, async (route) => {
    await expect(grace.page).toHaveTitle(/^\(40\) /);
    await route.continue();
  });
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.log.getByText(en.conversation.newLine, { exact: true })).toBeInViewport();
  await expect.poll(async () => (await mine())?.read).toBeGreaterThan(before);
  expect((await mine())?.unread).toBeGreaterThan(10);
  await grace.screen.button(/jump$/).click();
  await expect.poll(async () => (await mine())?.unread).toBe(0);
});

test('typing shows to the others in the room, and ends with the message', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  // Who has only just come in does not hear of what was typed before.
  await expect(async () => {
    await grace.screen.composer.pressSequentially('Hm');
    await expect(owner.page.getByText(en.conversation.typing(['grace']))).toBeVisible({ timeout: 4_000 });
  }).toPass();
  await expect(grace.page.getByText(en.conversation.typing(['grace']))).toHaveCount(0);
  await grace.screen.composer.press('Enter');
  await expect(owner.screen.log.getByText(/^(Hm)+$/)).toBeVisible();
  await expect(owner.page.getByText(en.conversation.typing(['grace']))).toHaveCount(0);
});

test('who is there shows in the list of members', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const away = await people.member('away');
  const room = await owner.makeRoom('Garden', grace, away);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.button(en.members.show).click();
  const list = owner.page.getByRole('list', { name: en.members.title });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list.getByRole('listitem').filter({ hasText: '@grace' })).not.toContainText(en.members.online);
  await grace.open(`/rooms/${room.id}`);
  await expect(list.getByRole('listitem').filter({ hasText: '@grace' })).toContainText(en.members.online);
  await expect(list.getByRole('listitem').filter({ hasText: '@away' })).not.toContainText(en.members.online);
  await expect(list.getByRole('listitem').filter({ hasText: '@ada' })).toContainText(en.members.owner);
});

test('a new name and a new picture show for others without reloading', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await grace.says(room, 'Hello');
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await expect(person.screen.message('Hello')).toBeVisible();
  }
  await grace.screen.button(en.settings.open).click();
  const dialog = grace.screen.dialog(en.settings.title);
  await dialog.getByLabel(en.fields.displayName).fill('Grace Hopper 🐞');
  await dialog.getByLabel(en.fields.status).fill('Finding moths');
  await dialog.getByRole('button', { name: en.general.save }).click();
  await expect(owner.screen.message('Hello')).toContainText('Grace Hopper 🐞');

  await expect(owner.screen.message('Hello').locator('img')).toHaveCount(0);
  const choose = (buffer: Buffer) =>
    dialog
      .getByLabel(en.settings.picture, { exact: true })
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await choose(
    await sharp({ create: { width: 300, height: 200, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
  await dialog.getByRole('button', { name: en.settings.usePicture }).click();
  const picture = owner.screen.message('Hello').locator('img');
  await expect(picture).toHaveAttribute('src', /^\/api\/users\/.+\/avatar\//);
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);

  // A drawing under a picture's name is refused, and the picture stays.
  await choose(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  await dialog.getByRole('button', { name: en.settings.usePicture }).click();
  await expect(dialog.getByRole('alert')).toHaveText(en.errors.fields.avatar?.not_a_picture ?? '');
  await expect(picture).toBeVisible();
});

test('people of the same display name are told apart', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await grace.api.users.changeMe({ body: { displayName: 'ADA' } });
  await grace.says(room, 'from grace');
  await owner.says(room, 'from ada');
  await owner.open(`/rooms/${room.id}`);
  await expect(owner.screen.message('from grace')).toContainText('@grace');
  await expect(owner.screen.message('from ada')).toContainText('@ada');
});

test('a name from right to left turns nothing around', async ({ owner, people }) => {
  const noor = await people.member('noor');
  await noor.api.users.changeMe({ body: { displayName: 'نور الهدى' } });
  const room = await owner.makeRoom('Garden', noor);
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  const joined = screen.log.getByText(en.conversation.joined('نور الهدى'));
  await expect(joined).toHaveCSS('direction', 'ltr');
  const left = async (text: string): Promise<number | undefined> =>
    (await screen.log.locator('[data-seq]').filter({ hasText: text }).boundingBox())?.x;
  expect(await left('joined')).toBe(await left('created'));
  await screen.button(en.members.show).click();
  const members = page.getByRole('list', { name: en.members.title }).locator('bdi');
  await expect(members).toHaveCount(2);
  const [first, second] = await members.evaluateAll((names) =>
    names.map((name) => name.getBoundingClientRect().x),
  );
  expect(second).toBe(first);
});

test('another username works at the next sign-in, and the old one does not', async ({ owner, people }) => {
  await owner.open('/');
  await owner.screen.button(en.settings.open).click();
  const dialog = owner.screen.dialog(en.settings.title);
  const form = dialog
    .locator('form')
    .filter({ has: owner.page.getByRole('button', { name: en.settings.usernameSubmit }) });
  await form.getByLabel(en.fields.username).fill('lovelace');
  await form.getByLabel(en.fields.currentPassword).fill('correct horse battery staple');
  await form.getByRole('button').click();
  await expect(dialog.getByText(en.general.saved)).toBeVisible();
  const again = await people.person('lovelace at another browser');
  await again.open('/sign-in');
  await again.screen.enter('ada', en.signIn.submit);
  await expect(again.page.getByRole('alert')).toHaveText(en.errors.codes.wrong_credentials);
  await again.screen.enter('lovelace', en.signIn.submit);
  await again.screen.inRoom('General');
});
