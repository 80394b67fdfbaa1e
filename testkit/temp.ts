import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

/** Makes an empty folder that is gone when the process ends, or when `removeTemp` is called for it. */
export function tempFolder(): string {
  if (made.size === 0) process.once('exit', () => [...made].forEach(removeTemp));
  const path = mkdtempSync(join(tmpdir(), 'rookery-'));
  made.add(path);
  return path;
}

/** Removes a folder that `tempFolder` made, with everything in it. */
export function removeTemp(path: string): void {
  if (made.delete(path)) rmSync(path, { recursive: true, force: true });
}
