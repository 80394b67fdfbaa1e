import { expect, test } from 'bun:test';
import { CatchUpTurns } from './catch-up-turns.ts';

test('one reads after the other, in order, and one that fails holds nobody up', async () => {
  const turns = new CatchUpTurns();
  const done: number[] = [];
  let reading = 0;
  const read = (n: number) =>
    turns.run(async () => {
      expect(++reading).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      reading--;
      done.push(n);
      if (n === 2) throw new Error('away');
      return n;
    });
  const results = await Promise.allSettled([1, 2, 3].map(read));
  expect(done).toEqual([1, 2, 3]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await read(4)).toBe(4);
});
