import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

// Plain HTTP under a name is what a LAN has: browsers then take away what they give to localhost.
test.use({ publicName: 'rookery.test' });

test('at a plain-HTTP name: claim, invite by a selected link, register by it, talk', async ({
  server,
  people,
}) => {
  const ada = await people.person('ada');
  await ada.page.goto(server.claimUrl);
  expect(new URL(ada.page.url()).hostname).toBe('rookery.test');
  expect(
    await ada.page.evaluate(() => [isSecureContext, 'randomUUID' in crypto, 'clipboard' in navigator]),
  ).toEqual([false, false, false]);
  await ada.screen.enter('ada', en.claim.submit);
  await ada.screen.inRoom('General');
  await ada.screen.button(en.invites.copyLink).click();
  await expect(ada.page.getByText(en.general.copyYourself)).toBeVisible();
  await expect(ada.page.getByText(en.invites.loopbackCommand)).toHaveCount(0);
  const link = await ada.page.evaluate(() => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement)) return '';
    return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  });
  expect(link).toMatch(/^http:\/\/rookery\.test:\d+\/join\/[A-Za-z0-9_-]{22,}$/);

  // With a public address accounts are made by invite.
  const stranger = await people.person('stranger');
  await stranger.open('/');
  await expect(stranger.screen.heading(en.register.inviteTitle)).toBeVisible();
  await expect(stranger.page.getByText(en.register.invite('ada'))).toBeVisible();

  const grace = await people.person('grace');
  await grace.page.goto(link);
  await grace.screen.enter('grace', en.join.submit);
  await grace.screen.inRoom('General');
  await grace.screen.say('Hello from the sofa');
  await expect(ada.screen.message('Hello from the sofa')).toBeVisible();
  await ada.screen.say('Hello from the kitchen');
  await expect(grace.screen.message('Hello from the kitchen')).toBeVisible();

  await grace.screen.composer.press('ArrowUp');
  await grace.page.getByRole('textbox', { name: en.message.editLabel }).fill('Hello from the balcony');
  await grace.page.keyboard.press('Enter');
  await expect(ada.screen.message('Hello from the balcony')).toBeVisible();
  // Done here too: a reload before the answer would go on with the change.
  await expect(grace.screen.message('Hello from the balcony')).toBeVisible();
  await grace.page.reload();
  await expect(grace.screen.message('Hello from the kitchen')).toBeVisible();
  await grace.screen.button(en.settings.open).click();
  await grace.screen.button(en.settings.signOut).click();
  await grace.screen.enter('grace', en.signIn.submit);
  await grace.screen.inRoom('General');
});
