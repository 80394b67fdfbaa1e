import { expect, test } from 'bun:test';
import { ApiError } from '../contracts/errors.ts';
import { Bounded } from './bounded.ts';

function controlled() {
  const gates: PromiseWithResolvers<void>[] = [];
  let most = 0;
  let running = 0;
  const order: number[] = [];
  return {
    order,
    gates,
    most: () => most,
    task: (n: number) => async () => {
      order.push(n);
      most = Math.max(most, ++running);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      running--;
      return n;
    },
  };
}

test('runs at most so many at once, the rest in the order in which they came', async () => {
  const { task, gates, order, most } = controlled();
  const bounded = new Bounded(2, 10, 30);
  const results = [1, 2, 3, 4, 5].map((n) => bounded.run(task(n)));
  for (let done = 0; done < 5; done++) {
    gates[done]?.resolve();
    await results[done];
  }
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5]);
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(most()).toBe(2);
});

test('refuses beyond the queue with a time to come back, and takes on again later', async () => {
  const { task, gates } = controlled();
  const bounded = new Bounded(1, 1, 3000);
  const first = bounded.run(task(1));
  const second = bounded.run(task(2));
  const refused = await bounded.run(task(3)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: 'overloaded', retryAfterMs: 3000 });
  gates[0]?.resolve();
  await first;
  gates[1]?.resolve();
  await second;
  const fourth = bounded.run(task(4));
  gates[2]?.resolve();
  expect(await fourth).toBe(4);
});

test('a task that fails frees its place', async () => {
  const bounded = new Bounded(1, 1, 1);
  expect(await bounded.run(() => Promise.reject(new Error('broken'))).catch(String)).toContain('broken');
  expect(await bounded.run(async () => 'next')).toBe('next');
});
