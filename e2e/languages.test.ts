import { devices, type Locator, type Page } from '@playwright/test';
import { ar } from '../web/src/text/ar.ts';
import { de } from '../web/src/text/de.ts';
import { en, type Texts } from '../web/src/text/en.ts';
import { password } from './password.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

/** Every fixed text of a language, under its path such as `room.leave`. */
function fixedTexts(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, value]: [string, unknown]) => {
      const at = `${path}.${name}`;
      if (typeof value === 'string') return [[at, value] as const];
      return typeof value === 'object' && value !== null ? [...fixedTexts(value, at)] : [];
    }),
  );
}

/** English texts that another language says in other words. */
function foreignTexts(texts: Texts): Set<string> {
  const own = fixedTexts(texts);
  const said = new Set(own.values());
  // A language's own name stands in the list of languages.
  const english = [...fixedTexts(en)].filter(
    ([at, text]) => at !== '.language' && own.get(at) !== text && !said.has(text),
  );
  return new Set(english.map(([, text]) => text));
}

/** All that the page shows or says: texts, labels, hints. */
function saidOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    const found: string[] = [document.title.replace(/ · .*/, '')];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Element)) found.push((node.textContent ?? '').trim());
      else
        for (const name of ['aria-label', 'placeholder', 'title']) found.push(node.getAttribute(name) ?? '');
    }
    return found.filter((text) => text !== '');
  });
}

/** Goes through the main screens in a language; `look` is called at each. */
async function walk(
  owner: Person,
  visitor: Person,
  t: Texts,
  look: (person: Person, at: string) => Promise<void>,
) {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'first', 'second');
  const token = await owner.invite(room);
  const { page, screen } = visitor;
  for (const [path, title] of [
    ['/claim', t.claim.title],
    ['/register', t.register.title],
    ['/sign-in', t.signIn.title],
    ['/join/AAAAAAAAAAAAAAAAAAAAAAAA', t.join.wrongTitle],
    ['/phone', t.phone.goneTitle],
    [`/join/${token}`, t.join.submit],
  ] as const) {
    await visitor.open(path);
    await expect(page.getByText(title).first()).toBeVisible();
    await look(visitor, path.split('/')[1] ?? '');
  }
  await screen.field(t.fields.username).fill('grace');
  await screen.field(t.fields.password).fill(password);
  await screen.button(t.join.submit).click();
  await expect(screen.message('second')).toBeVisible();
  await look(visitor, 'conversation');
  await screen.button(t.members.show).click();
  await expect(page.getByRole('list', { name: t.members.title }).getByRole('listitem')).toHaveCount(2);
  await look(visitor, 'members');
  const back = screen.button(t.general.backToConversation);
  await ((await back.isVisible()) ? back : screen.button(t.members.hide).first()).click();
  const dialog = async (open: Locator, title: string, at: string): Promise<void> => {
    await open.click();
    await expect(screen.dialog(title)).toBeVisible();
    await look(visitor, at);
    await screen.dialog(title).getByRole('button', { name: t.general.close }).click();
  };
  await dialog(screen.button(t.room.invite).first(), t.invites.title, 'invite');
  await screen.button(t.room.menu).click();
  await look(visitor, 'menu');
  await page.keyboard.press('Escape');
  const rooms = page.getByRole('link', { name: t.general.back });
  if (await rooms.isVisible()) await rooms.click();
  await look(visitor, 'rooms');
  await dialog(screen.button(t.rooms.create).first(), t.rooms.createTitle, 'create');
  await dialog(screen.button(t.settings.open), t.settings.title, 'settings');
}

for (const [language, texts] of [
  ['de', de],
  ['ar', ar],
] as const) {
  test(`no screen shows English in ${language}, and nothing is wider than the page`, async ({
    owner,
    people,
  }) => {
    const english = foreignTexts(texts);
    expect(english.size).toBeGreaterThan(200);
    const options = language === 'ar' ? phone : {};
    const visitor = await people.person('visitor', { ...options, locale: language });
    await walk(owner, visitor, texts, async ({ page }, at) => {
      const shown = (await saidOn(page)).filter((text) => english.has(text));
      expect(shown, at).toEqual([]);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond, at).toBe(0);
    });
    await expect(visitor.page.locator('html')).toHaveAttribute('lang', language);
    await expect(visitor.page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
  });
}

test('the language is chosen in the settings, and turns the page around at once and for good', async ({
  owner,
}) => {
  await owner.open('/');
  const { page, screen } = owner;
  await screen.inRoom('General');
  await screen.button(en.settings.open).click();
  await screen.dialog(en.settings.title).getByLabel(en.settings.language).selectOption('ar');
  await expect(screen.dialog(ar.settings.title)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.reload();
  await expect(screen.button(ar.settings.open)).toBeVisible();
  const rooms = await page.getByRole('navigation', { name: ar.rooms.list }).boundingBox();
  expect(rooms?.x).toBeGreaterThan(640);
  await expect(screen.log).toHaveCSS('direction', 'rtl');
});
