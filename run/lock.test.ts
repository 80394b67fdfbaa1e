import { expect, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../platform/config.ts';
import { lockFolder } from './lock.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'rookery-lock-'));

/** Another process that holds the lock of this folder until it is killed. */
async function holder(folder: string) {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(join(import.meta.dir, 'lock.ts'))});
    lockFolder(${JSON.stringify(folder)});
    // The lock must not depend on anyone keeping what lockFolder returned.
    Bun.gc(true);
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'ignore' });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toContain('held');
  return child;
}

test('a folder has one holder at a time', () => {
  const folder = newFolder();
  const lock = lockFolder(folder, 0);
  expect(() => lockFolder(folder, 0)).toThrow(StartError);
  lock.release();
  lock.release();
  lockFolder(folder, 0).release();
});

test('two folders do not disturb each other', () => {
  const locks = [lockFolder(newFolder(), 0), lockFolder(newFolder(), 0)];
  for (const lock of locks) lock.release();
});

test('the lock keeps another process out, and dies with its holder', async () => {
  const folder = newFolder();
  const child = await holder(folder);
  try {
    expect(() => lockFolder(folder, 100)).toThrow(`Another Rookery is using the data folder ${folder}`);
  } finally {
    child.kill('SIGKILL');
  }
  lockFolder(folder, 5_000).release();
  await child.exited;
});
