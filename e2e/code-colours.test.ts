import type { Person } from './people.ts';
import { isClean } from './axe.ts';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;
const typescript = "// roses\nconst nest: Bird[] = ['robin'];";

/** The kinds of the coloured pieces in a message's code. */
const kinds = ({ screen }: Person, text: string) =>
  screen
    .message(text)
    .locator('pre span')
    .evaluateAll((all) => all.map(({ className }) => className));

/** What of the colours the page asked for. */
function asked({ context }: Person): string[] {
  const paths: string[] = [];
  context.on('request', (request) => {
    const name = /\/assets\/(\w+)-\w+\.js$/.exec(request.url())?.[1] ?? '';
    if (['colours', 'worker', 'typescript', 'sql'].includes(name)) paths.push(name);
  });
  return paths;
}

test('code of a known language is coloured once it comes into view, and stays the text that it was', async ({
  owner,
}) => {
  const { context, page, screen } = owner;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: owner.origin });
  const room = await owner.makeRoom('Garden');
  await owner.says(room, fenced('ts', typescript), ...Array.from({ length: 40 }, (_, n) => `line ${n}`));
  const paths = asked(owner);
  await owner.open(`/rooms/${room.id}`);
  await expect(screen.message('line 39')).toBeVisible();
  await screen.say(fenced('klingon', 'const nuqneH'));
  await screen.say(fenced('', 'const plain = 1'));
  await expect(screen.message('const plain')).toBeVisible();
  expect(paths.filter((name) => name !== 'colours')).toEqual([]);

  const code = screen.message('const nest').locator('pre');
  const before = await code.boundingBox();
  await code.scrollIntoViewIfNeeded();
  await expect.poll(() => kinds(owner, 'const nest')).toContain('code-keyword');
  expect(await kinds(owner, 'const nest')).toEqual(expect.arrayContaining(['code-comment', 'code-string']));
  expect(await code.boundingBox()).toMatchObject({ width: before?.width, height: before?.height });
  expect(await code.innerText()).toBe(typescript);
  await isClean(page, 'coloured code');
  await screen.message('const nest').hover();
  await screen.message('const nest').getByRole('button', { name: en.message.copyCode }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(typescript);
  await page.emulateMedia({ forcedColors: 'active' });
  const colours = () =>
    code.evaluate((pre) => [...new Set([pre, ...pre.children].map((one) => getComputedStyle(one).color))]);
  await expect.poll(colours).toHaveLength(1);
  await page.emulateMedia({ forcedColors: 'none' });
  await expect.poll(async () => (await colours()).length).toBeGreaterThan(2);
  for (const text of ['nuqneH', 'const plain']) expect(await kinds(owner, text)).toEqual([]);
  expect([...new Set(paths)].toSorted()).toEqual(['colours', 'typescript', 'worker']);

  // Too many pieces: what is folded away shows plain.
  await screen.say(fenced('ts', 'x = 1;\n'.repeat(2_100)));
  await expect.poll(async () => (await kinds(owner, 'x = 1;')).length).toBeGreaterThan(0);
  await screen.message('x = 1;').getByRole('button', { name: en.general.more }).click();
  await expect.poll(async () => (await kinds(owner, 'x = 1;')).length).toBe(0);
});

test('code whose colours never come to an end stays plain, holds nothing up, and the next is coloured', async ({
  owner,
}) => {
  const { context, screen } = owner;
  const room = await owner.makeRoom('Garden');
  await context.route(/\/assets\/worker-\w+\.js$/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `onmessage = ({ data: { code } }) => {
        postMessage('begun');
        while (code.includes('hang')) {}
        postMessage([[code, 'string']]);
      };`,
    }),
  );
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await screen.say(fenced('ts', 'hang()'));
  await screen.say(fenced('ts', 'go()'));
  await screen.say('typing goes on');
  await expect(screen.message('typing goes on')).toBeVisible();
  await expect.poll(() => kinds(owner, 'go()')).toEqual(['code-string']);
  expect(await kinds(owner, 'hang()')).toEqual([]);
});

test('without the grammar code stays plain, and has its colours when the server is back', async ({
  owner,
}) => {
  const { context, screen } = owner;
  const room = await owner.makeRoom('Garden');
  owner.watch.networkMayFail = true;
  let refused = 0;
  await context.route(/\/assets\/typescript-\w+\.js$/, (route) => {
    refused += 1;
    return route.abort();
  });
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await screen.say(fenced('ts', 'const first = 1'));
  await expect.poll(() => refused).toBeGreaterThan(0);
  await screen.say(fenced('sql', 'select 2'));
  await expect.poll(() => kinds(owner, 'select 2')).toContain('code-keyword');
  expect(await kinds(owner, 'const first')).toEqual([]);
  await context.unroute(/\/assets\/typescript-\w+\.js$/);
  await owner.page.reload();
  await expect.poll(() => kinds(owner, 'const first')).toContain('code-keyword');
});
