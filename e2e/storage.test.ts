import { en } from '../web/src/text/en.ts';
import { limits } from '../web/src/state/limits.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** Everything that one does in a day, and a page that says what it cannot keep. */
async function worksAllTheSame(owner: Person, other: Person): Promise<void> {
  const room = await owner.makeRoom('Garden', other);
  await owner.page.clock.install();
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await screen.composer.fill('half a thou');
  await expect(page.getByText(en.offline.draftUnkept)).toBeVisible();
  await screen.roomLink('General').click();
  await screen.inRoom('General');
  await screen.roomLink('Garden').click();
  await expect(screen.composer).toHaveValue('half a thou');
  await screen.say('Two appels');
  await screen.sent('Two appels');
  await screen.composer.press('ArrowUp');
  await page.getByRole('textbox', { name: en.message.editLabel }).fill('Two apples');
  await expect(screen.message('').getByText(en.offline.draftUnkept)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(screen.message('Two apples')).toContainText(en.message.edited);
  await screen.message('Two apples').hover();
  await screen.message('Two apples').getByRole('button', { name: en.message.delete }).click();
  await page.clock.runFor(limits.undoMs);
  await expect(screen.message(en.message.deleted)).toBeVisible();

  await screen.button(en.settings.open).click();
  const settings = screen.dialog(en.settings.title);
  await settings.getByLabel(en.settings.theme).selectOption('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await settings.getByLabel(en.notifications.sound).check();
  await expect(settings.getByLabel(en.notifications.sound)).toBeChecked();
  await page.keyboard.press('Escape');
  await other.says(room, 'Still with us?');
  await expect(screen.message('Still with us?')).toBeVisible();
  await screen.button(en.settings.open).click();
  await screen.button(en.settings.signOut).click();
  await expect(screen.button(en.signIn.submit)).toBeVisible();
}

test('where the browser forbids all storage, everything works, and says what it cannot keep', async ({
  owner,
  people,
}) => {
  await owner.context.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, { get: refuse });
  });
  await worksAllTheSame(owner, await people.member('grace'));
});

test('where the browser has no room left, everything works, and says what it cannot keep', async ({
  owner,
  people,
}) => {
  await owner.context.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Storage.prototype.setItem = refuse;
    IDBObjectStore.prototype.put = refuse;
  });
  await worksAllTheSame(owner, await people.member('grace'));
});
