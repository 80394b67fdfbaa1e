/** Where the scripts find the checkout, whatever folder they are called from. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts);

/** Bun's executable as npm installs it. */
export const bunFile = inRoot('node_modules', 'bun', 'bin', 'bun.exe');
