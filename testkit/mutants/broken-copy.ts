import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../temp.ts';
import type { Change } from './mutant.ts';

export const projectRoot = join(import.meta.dir, '..', '..');

/** What a run of the product and of its tests needs, copied; the rest is linked. */
const copied = [
  'contracts',
  'platform',
  'services',
  'run',
  'deploy',
  'testkit',
  'web/src',
  'package.json',
  'tsconfig.json',
];
const linked = ['node_modules', 'web/dist'];

/** Text with a change made. Throws when what is to be replaced does not stand in it exactly once. */
export function changed(text: string, { file, from, to }: Change): string {
  const pieces = text.split(from);
  if (pieces.length !== 2) {
    throw new Error(`${file} has the text of a mutant ${pieces.length - 1} times, not once:\n${from}`);
  }
  return pieces.join(to);
}

/** Makes a copy of the product with faults in it. Gives its folder; `remove` takes it away again. */
export function brokenCopy(changes: readonly Change[]): { folder: string; remove: () => void } {
  const folder = tempFolder();
  for (const part of copied) cpSync(join(projectRoot, part), join(folder, part), { recursive: true });
  for (const part of linked) symlinkSync(join(projectRoot, part), join(folder, part));
  for (const change of changes) {
    const file = join(folder, change.file);
    writeFileSync(file, changed(readFileSync(file, 'utf8'), change));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
