import { afterAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { failures } from './many-seeds.ts';
import { runSeed } from './run.ts';
import { storeFolder } from './template.ts';

/** Seeds in which something was wrong once, and what it was. */
const known: Record<number, string> = {
  12: 'a digest that came while the list of rooms was read was told to nobody',
  14: 'a read position said on a dying socket was never said again',
  18: 'of posts that were refused together the last could be sent before the first',
  53: 'what a page of the log showed as it was opened was not counted as unread',
  82: 'a post stayed on show as sent though the restored store did not have it',
  99: 'a room lost before the first list came was shown as catching up for ever',
  253: 'a room joined and left while away came back into the list',
  416: 'a room left and joined again at once was said to be lost after it was said to be back',
  658: 'that a post moved its poster’s read position was never told where the write of it failed',
  3157: 'a post that was stored though its commit failed was told to nobody',
};

const { folder, empty } = await storeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const [seed, found] of Object.entries(known)) {
  test(`seed ${seed}: ${found}`, async () => {
    const outcome = await runSeed(Number(seed), { file: join(folder, 'store.sqlite'), empty });
    expect(outcome.anomalies.length > 0 ? failures([outcome]) : []).toEqual([]);
  });
}
