import { expect, test } from './test.ts';

test('bold and italic by keys, taken back by the same and by the browser’s own undo', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { composer, page } = owner.screen;
  await composer.pressSequentially('see you soon');
  await composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 7));
  await page.keyboard.press('Control+b');
  await expect(composer).toHaveValue('see **you** soon');
  await page.keyboard.press('Control+i');
  await expect(composer).toHaveValue('see ***you*** soon');
  await page.keyboard.press('Control+b');
  await expect(composer).toHaveValue('see *you* soon');
  for (const before of ['see ***you*** soon', 'see **you** soon', 'see you soon']) {
    await page.keyboard.press('Control+z');
    await expect(composer).toHaveValue(before);
  }
  await page.keyboard.press('End');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('er');
  await expect(composer).toHaveValue('see you soon**er**');
});

test('the field grows with its text, to two fifths of the page', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { composer, page } = owner.screen;
  for (const height of [900, 500]) {
    await page.setViewportSize({ width: 390, height });
    const heightOf = async (lines: number): Promise<number> => {
      await composer.fill('line\n'.repeat(lines));
      return (await composer.boundingBox())?.height ?? 0;
    };
    const [one, five, many] = [await heightOf(0), await heightOf(5), await heightOf(200)];
    expect(five).toBeGreaterThan(one * 2);
    expect(many).toBeCloseTo(height * 0.4, 0);
    await expect(composer).toBeInViewport({ ratio: 1 });
  }
});
