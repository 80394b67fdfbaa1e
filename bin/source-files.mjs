/** The files of this project, without what is installed, built or made by running it. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { inRoot, root } from './paths.mjs';

const skipped = new Set([
  'node_modules',
  '.git',
  'dist',
  'rookery-data',
  'test-results',
  'results',
  'coverage',
]);

/** Paths relative to the checkout with `/`, sorted, of all files in a folder of it ('' is all of it). */
export function sourceFiles(folder = '') {
  if (!existsSync(inRoot(folder))) return [];
  const found = [];
  const walk = (directory) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  walk(inRoot(folder));
  return found.sort();
}
