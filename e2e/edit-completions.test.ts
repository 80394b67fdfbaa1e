import { devices } from '@playwright/test';
import { ar } from '../web/src/text/ar.ts';
import { en, type Texts } from '../web/src/text/en.ts';
import { isClean } from './axe.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

const editOf = ({ page }: Person, t: Texts = en) => page.getByRole('textbox', { name: t.message.editLabel });

test('a message is changed with the same help as it was written: names and emoji, by keys', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'Roses are out');
  await owner.open(`/rooms/${room.id}`);
  const { screen, page } = owner;
  await screen.inRoom('Garden');
  const edit = editOf(owner);
  await screen.composer.press('ArrowUp');
  await edit.pressSequentially(', @gr');
  const list = page.getByRole('listbox', { name: en.composer.mention });
  const option = list.getByRole('option', { name: /grace/ });
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await expect(edit).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '');
  await isClean(page, 'names offered in a message that is changed');
  await edit.press('Enter');
  await expect(edit).toHaveValue('Roses are out, @grace ');
  await expect(list).toHaveCount(0);

  const emoji = page.getByRole('listbox', { name: en.composer.emoji });
  await edit.pressSequentially(':tad');
  await expect(emoji.getByRole('option', { name: /party popper/ })).toHaveAttribute('aria-selected', 'true');
  // The first Escape is the list's, the change goes on.
  await edit.press('Escape');
  await expect(emoji).toHaveCount(0);
  await expect(edit).toHaveValue('Roses are out, @grace :tad');
  await edit.pressSequentially('a: :smi');
  await emoji.getByRole('option').first().click();
  await expect(edit).toBeFocused();
  await expect(edit).toHaveValue(/^Roses are out, @grace :tada: \p{Emoji} $/u);
  await edit.press('Enter');
  await expect(screen.message('Roses are out, @grace 🎉')).toContainText(en.message.edited);
  const { messages } = await owner.api.chats.messages({ params: { room: room.id } });
  expect(messages.at(-1)?.body).toMatch(new RegExp(`^Roses are out, <@${grace.id}> 🎉 `));
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.message('Roses are out')).toHaveClass(/mentions-me/);
});

test('whoever only looks at a message that ends with a name has Enter for themselves', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, `Ask <@${grace.id}>`);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await expect(owner.screen.message('Ask @grace')).toBeVisible();
  await owner.screen.composer.press('ArrowUp');
  await expect(editOf(owner)).toHaveValue('Ask @grace');
  await expect(owner.page.getByRole('listbox')).toHaveCount(0);
  await editOf(owner).press('Enter');
  await expect(editOf(owner)).toHaveCount(0);
  await expect(owner.screen.message('Ask @grace')).not.toContainText(en.message.edited);
});

for (const [language, t] of [
  ['en', en],
  ['ar', ar],
] as const) {
  test(`on a phone the list is in sight above and below the field, in ${language}`, async ({
    owner,
    people,
  }) => {
    const others = await Promise.all(
      ['grace', 'gwen', 'gus', 'gita', 'glen', 'greta'].map((name) => people.member(name)),
    );
    const room = await owner.makeRoom('Garden', ...others);
    await owner.says(room, 'the first', ...Array.from({ length: 20 }, (_, n) => `line ${n}`), 'the last');
    const phone = await people.person('phone', {
      // As high as the keyboard leaves it.
      viewport: { width: 360, height: 420 },
      hasTouch: true,
      isMobile: true,
      userAgent: devices['Pixel 7'].userAgent,
      locale: language,
    });
    await phone.signInAs(owner);
    await phone.open(`/rooms/${room.id}`);
    const { page, screen } = phone;
    await expect(screen.message('the last')).toBeVisible();
    const list = page.getByRole('listbox', { name: t.composer.mention });
    const offered = async (text: string, where: 'above' | 'below'): Promise<void> => {
      await screen.message(text).tap();
      await screen.message(text).getByRole('button', { name: t.message.edit }).click();
      const edge: ScrollLogicalPosition = where === 'above' ? 'end' : 'start';
      await editOf(phone, t).pressSequentially(' @g');
      await expect(list.getByRole('option')).toHaveCount(6);
      // The conversation may still be on its way to its place when the field opens.
      await expect(async () => {
        await editOf(phone, t).evaluate(
          (field, block) => field.closest('.message')?.scrollIntoView({ block }),
          edge,
        );
        await expect(list).toBeInViewport({ ratio: 1, timeout: 1_000 });
        await expect(editOf(phone, t)).toBeInViewport({ ratio: 1, timeout: 1_000 });
        const boxes = [list, screen.log, editOf(phone, t)].map((one) => one.boundingBox());
        const [box, log, field] = await Promise.all(boxes);
        if (!box || !log || !field) throw new Error('the list is nowhere');
        expect(box.y < field.y ? 'above' : 'below').toBe(where);
        expect(box.y).toBeGreaterThanOrEqual(log.y);
        expect(box.y + box.height).toBeLessThanOrEqual(log.y + log.height);
      }).toPass();
      await list.getByRole('option', { name: /grace/ }).tap();
      await expect(editOf(phone, t)).toHaveValue(`${text} @grace `);
      await page.getByRole('button', { name: t.general.save }).tap();
      await expect(screen.message(`${text} @grace`)).toBeVisible();
    };
    await offered('the last', 'above');
    await page.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
    await offered('the first', 'below');
  });
}
