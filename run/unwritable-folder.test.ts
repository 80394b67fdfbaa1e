import { expect, test } from 'bun:test';
import { failsWith, rookery } from '../testkit/rookery-command.ts';
import { mountSmallDisk, type SmallDisk } from '../testkit/torture/small-disk.ts';

/** In bytes: something is left, but the start says beforehand that its databases would not fit. */
const tooLittle = 1024 * 1024;

async function onDisk(work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = mountSmallDisk(32 * 1024 * 1024);
  try {
    await work(disk);
  } finally {
    disk.remove();
  }
}

/** Starts once in order, so that there are data. */
async function startOnce(disk: SmallDisk): Promise<void> {
  const server = rookery(['run'], { ROOKERY_DATA: disk.dataFolder });
  await server.ready;
  server.child.kill();
  expect((await server.ended).code).toBe(0);
}

const start = (disk: SmallDisk) => rookery(['run'], { ROOKERY_DATA: disk.dataFolder });

test('a folder that may not be written to stops the start, empty or not', () =>
  onDisk(async (disk) => {
    disk.protect();
    await failsWith(start(disk), 1, disk.dataFolder);
    disk.free();
    await startOnce(disk);
    disk.protect();
    await failsWith(start(disk), 1, disk.dataFolder);
  }));

test('a full disk stops the start, before the first and after; with space again it goes on', () =>
  onDisk(async (disk) => {
    disk.fill(tooLittle);
    await failsWith(start(disk), 1, disk.dataFolder);
    disk.free();
    await startOnce(disk);
    disk.fill(tooLittle);
    await failsWith(start(disk), 1, disk.dataFolder);
    disk.free();
    await startOnce(disk);
  }));
