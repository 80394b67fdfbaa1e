import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('register, sign out, and sign in again', async ({ owner, people }) => {
  const { page, screen } = await people.person('grace');
  await page.goto(owner.origin);
  await expect(screen.heading(en.register.title)).toBeVisible();
  await screen.enter('grace', en.register.submit);
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();

  await screen.button(en.settings.open).click();
  await screen.button(en.settings.signOut).click();
  await expect(screen.heading(en.signIn.title)).toBeVisible();
  await screen.enter('grace', en.signIn.submit);
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();
  await page.reload();
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();
});

test('a wrong password says so, keeps the name, and names whom to ask', async ({ owner, people }) => {
  const { page, screen } = await people.person('ada at another browser');
  await page.goto(`${owner.origin}/sign-in`);
  await screen.enter('ada', en.signIn.submit, 'not the password');
  await expect(page.getByRole('alert')).toHaveText(en.errors.codes.wrong_credentials);
  await expect(page.getByText(en.signIn.forgot('ada'))).toBeVisible();
  await expect(screen.field(en.fields.username)).toHaveValue('ada');
  await screen.enter('nobody-here', en.signIn.submit, 'not the password');
  await expect(page.getByRole('alert')).toHaveText(en.errors.codes.wrong_credentials);
  await screen.enter('ada', en.signIn.submit);
  await screen.inRoom('General');
});

test('what cannot be a username or a password is said beside the field', async ({ owner, people }) => {
  const { page, screen } = await people.person('visitor');
  await page.goto(`${owner.origin}/register`);
  await screen.enter('ada', en.register.submit);
  await expect(screen.field(en.fields.username)).toHaveAccessibleDescription(/This username is taken/);
  await screen.enter('grace', en.register.submit, 'short');
  await expect(screen.field(en.fields.password)).toHaveAccessibleDescription(/Use at least 8 characters\./);
  await screen.enter('grace', en.register.submit, 'password123');
  await expect(screen.field(en.fields.password)).toHaveAccessibleDescription(/among the most common/);
  await screen.enter('grace', en.register.submit);
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();
});

test('a signed-out visitor returns to where they wanted to go', async ({ owner, people }) => {
  const room = await owner.makeRoom('Garden');
  const { page, screen } = await people.person('ada at another browser');
  await page.goto(`${owner.origin}/rooms/${room.id}`);
  await expect(screen.heading(en.register.title)).toBeVisible();
  await page.getByRole('link', { name: en.register.signIn }).click();
  await screen.enter('ada', en.signIn.submit);
  await screen.inRoom('Garden');
  expect(new URL(page.url()).pathname).toBe(`/rooms/${room.id}`);

  const stranger = await people.person('stranger');
  await stranger.open(`/rooms/${room.id}`);
  await stranger.screen.enter('stranger', en.register.submit);
  await expect(stranger.screen.heading(en.rooms.notFoundTitle)).toBeVisible();
});

test('a session ended elsewhere signs this browser out and says why', async ({ owner, people }) => {
  const other = await (await people.person('ada elsewhere')).signInAs(owner);
  await owner.open('/');
  await owner.screen.inRoom('General');
  await other.open('/');
  await other.screen.inRoom('General');

  await owner.screen.button(en.settings.open).click();
  await owner.screen
    .dialog(en.settings.title)
    .getByRole('button', { name: /^End the session on/ })
    .first()
    .click();
  await expect(other.screen.heading(en.signIn.title)).toBeVisible();
  await expect(other.page.getByText(en.signIn.ended)).toBeVisible();
  expect(new URL(other.page.url()).pathname).toBe('/sign-in');
});

test('signing out in one tab signs the others of the browser out, and leaves nothing of it there', async ({
  owner,
}) => {
  await owner.open('/');
  await owner.screen.inRoom('General');
  await owner.screen.composer.fill('a thought for later');
  const second = await owner.context.newPage();
  await second.goto(owner.origin);
  await expect(second.getByRole('log')).toBeVisible();
  await second.getByRole('button', { name: en.settings.open }).click();
  await second.getByRole('button', { name: en.settings.signOut }).click();
  // The draft of either tab is known to both.
  await second.getByRole('button', { name: en.settings.unsentSubmit }).click();
  await expect(owner.screen.heading(en.signIn.title)).toBeVisible();
  await expect(second.getByRole('heading', { name: en.signIn.title })).toBeVisible();
  // What one page erases, another sees a moment later.
  const kept = (): Promise<string> => owner.page.evaluate(() => JSON.stringify({ ...localStorage }));
  await expect.poll(kept).not.toContain('a thought for later');
});
