import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('what is written with marks shows as what is meant, with people mentioned in it', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await grace.open(`/rooms/${room.id}`);
  await grace.screen.inRoom('Garden');
  // Asked for at the first letter: until they are there a name is only text.
  await owner.screen.composer.pressSequentially('@gr');
  await expect(owner.page.getByRole('option', { name: /grace/ })).toBeVisible();
  await owner.screen.say(
    [
      '**@grace, bold**, *it*, ~~gone~~ and `@grace **code**`',
      '- one **@grace**',
      '  - inner',
      '- two',
      '> 3. quoted @grace',
      '> 4. again',
      '',
      'snake_case_name 2 * 3 * 4 :-* # no heading',
    ].join('\n'),
  );
  for (const { screen } of [owner, grace]) {
    const message = screen.message('snake_case');
    await expect(message).toMatchAriaSnapshot(`
      - article:
        - strong: "@grace, bold"
        - emphasis: it
        - deletion: gone
        - code: "@grace **code**"
        - list:
          - listitem:
            - strong: "@grace"
            - list:
              - listitem: inner
          - listitem: two
        - blockquote:
          - list:
            - listitem: quoted @grace
            - listitem: again
    `);
    await expect(message).toContainText('snake_case_name 2 * 3 * 4 :-* # no heading');
    await expect(message.locator('.mention-chip')).toHaveText(['@grace', '@grace', '@grace']);
    await expect(message.locator('ol > li').first()).toHaveJSProperty('value', 3);
  }
  await expect(grace.screen.message('snake_case')).toHaveClass(/mentions-me/);
  // What is read out has no marks, and names in place of ids.
  const said = grace.page.locator('[aria-live="polite"]');
  await expect(said).toHaveText(/^ada: @grace, bold, it, gone and @grace \*\*code\*\*/);
});

test('a link says where it leads, and no other one is made', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(
    room,
    '[docs](https://example.org/docs) and [https://bank.example](https://evil.example/) at https://x.example/a_b_',
    '[a](javascript:alert(1)) [b](https://u:p@evil.example/) [c](/settings) <img src=x onerror=alert(1)>',
  );
  await owner.open(`/rooms/${room.id}`);
  const links = owner.screen.message('docs').getByRole('link');
  await expect(links).toHaveText([
    'docs (example.org)',
    'https://bank.example (evil.example)',
    'https://x.example/a_b_',
  ]);
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    await expect(link).toHaveAttribute('target', '_blank');
  }
  const none = owner.screen.message('javascript');
  await expect(none).toContainText(
    '[a](javascript:alert(1)) [b](https://u:p@evil.example/) [c](/settings) <img',
  );
  await expect(none.getByRole('link')).toHaveCount(0);
  await expect(none.locator('img')).toHaveCount(0);
});

test('code scrolls within itself, names its language, and is copied', async ({ owner }) => {
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const room = await owner.makeRoom('Garden');
  const code = `const long = '${'x'.repeat(400)}';\n\tnext();`;
  await owner.says(room, `See:\n\`\`\`ts\n${code}\n\`\`\``);
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await owner.page.setViewportSize(viewport);
    await owner.open(`/rooms/${room.id}`);
    const block = owner.screen.message('See:').locator('pre');
    await expect(block).toHaveText(code, { useInnerText: false });
    await expect(owner.screen.message('See:')).toContainText('ts');
    expect(await block.evaluate((pre) => pre.scrollWidth > pre.clientWidth)).toBe(true);
    expect(await owner.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }
  const { screen, page } = owner;
  await screen.message('See:').locator('pre').focus();
  await page.keyboard.press('Tab');
  await expect(screen.button(en.message.copyCode)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen.button(en.general.copied)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test('long code, lists and quotes fold as what they are', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  const lines = Array.from({ length: 60 }, (_, at) => `line ${at + 1}`);
  await owner.says(
    room,
    `Code\n\`\`\`\n${lines.join('\n')}\n\`\`\``,
    `List\n${lines.map((line) => `- **${line}**`).join('\n')}`,
    `Quote\n${lines.map((line) => `> ${line}`).join('\n')}`,
  );
  await owner.open(`/rooms/${room.id}`);
  const { screen } = owner;
  await expect(screen.message('Code').locator('pre')).toHaveText(/line 22\s*line 23…$/);
  await expect(screen.message('List').getByRole('listitem')).toHaveCount(23);
  await expect(screen.message('Quote').getByRole('blockquote')).toHaveText(/line 23…$/);
  await screen.message('List').getByRole('button', { name: en.general.more }).click();
  await expect(screen.message('List').getByRole('listitem')).toHaveCount(60);
});

test('lines from right to left have their signs and their beginnings at the right, in lists and quotes', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, '- English\n- עברית\n  - פנימי\n\n> שלום עולם\n> and on\n\n```\nשלום\n```');
  await owner.open(`/rooms/${room.id}`);
  const message = owner.screen.message('English');
  const items = message.getByRole('listitem');
  await expect(items).toHaveCount(3);
  const directions = await items.evaluateAll((all) => all.map((item) => getComputedStyle(item).direction));
  expect(directions).toEqual(['ltr', 'rtl', 'rtl']);
  await expect(message.getByRole('blockquote')).toHaveCSS('direction', 'rtl');
  await expect(message.locator('pre')).toHaveCSS('direction', 'ltr');
  // What begins at the right has its room for the sign there, and ends at the left.
  const edges = await items.evaluateAll((all) =>
    all.slice(0, 2).map((item) => {
      const [own, list] = [
        item.getBoundingClientRect(),
        (item.parentElement ?? item).getBoundingClientRect(),
      ];
      return { left: own.left > list.left, right: own.right < list.right };
    }),
  );
  expect(edges).toEqual([
    { left: true, right: false },
    { left: false, right: true },
  ]);
});
