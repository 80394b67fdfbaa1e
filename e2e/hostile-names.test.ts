import { en } from '../web/src/text/en.ts';
import { fill } from './many-messages.ts';
import { expect, test } from './test.ts';

const name = '<img src=x onerror=alert(1)>';
const status = '"><script>alert(2)</script>';

test('markup in a display name and a status stays text wherever it shows', async ({ owner, people }) => {
  const mallory = await people.member('mallory');
  await mallory.api.users.changeMe({ body: { displayName: name, status } });
  const room = await owner.makeRoom('<b>Garden</b>', mallory);
  let dialogs = 0;
  owner.page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('<b>Garden</b>');
  await mallory.says(room, 'hello');
  await expect(owner.screen.log.getByText(name).first()).toBeVisible();
  await owner.screen.button(en.members.show).click();
  const member = owner.page.locator('.member').filter({ hasText: name });
  await expect(member).toContainText(status);
  await owner.screen.button(en.members.removeLabel(name)).click();
  await expect(owner.screen.dialog(en.members.removeTitle(name))).toBeVisible();
  await owner.page.keyboard.press('Escape');
  await owner.screen.composer.fill('@mall');
  await expect(owner.page.getByRole('option').filter({ hasText: name })).toBeVisible();
  // Neither an element of it nor its script came to be.
  expect(await owner.page.locator('img[src="x"], body script, .member b').count()).toBe(0);
  expect(dialogs).toBe(0);
});

test('whoever takes the name of somebody out of view is told apart wherever they show', async ({
  owner,
  people,
}) => {
  const name = 'Ada Lovelace';
  const ada = await people.member('lovelace');
  await ada.api.users.changeMe({ body: { displayName: name } });
  const ben = await people.member('ben');
  const room = await owner.makeRoom('Garden', ada, ben);
  await ada.says(room, 'the first program');
  await fill(ben, room, 120);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await owner.screen.button(en.members.show).click();
  await expect(owner.page.locator('.member').filter({ hasText: '@lovelace' })).toBeVisible();
  const other = await people.member('mallory');
  await other.api.users.changeMe({ body: { displayName: 'Ada\u200b Lovelace' } });
  await owner.letIn(room, other);
  await expect(owner.screen.log.getByText('@mallory').first()).toBeVisible();
  await other.says(room, 'the second program');
  await expect(owner.screen.message('the second program')).toContainText('@mallory');
  await other.open(`/rooms/${room.id}`);
  // Told once, and only over a socket: a letter typed before that is nobody's news.
  await other.live.in(room);
  await other.screen.composer.pressSequentially('h');
  await expect(owner.page.locator('.typing-line')).toContainText('@mallory');
});
