/** Builds the browser app when its sources changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from './child.mjs';
import { Failure } from './failure.mjs';
import { bunFile, inRoot } from './paths.mjs';
import { sourceFiles } from './source-files.mjs';

const stampFile = inRoot('web', 'dist', '.built-from');

/** A fingerprint of everything that goes into the app. Times do not count: git sets them anew. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...sourceFiles('web'), ...sourceFiles('contracts'), 'package-lock.json']) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Builds into web/dist if needed; `gallery` adds the page of all components. Throws `Failure` with the builder's own words. */
export async function buildWeb({ gallery = false } = {}) {
  const current = `${fingerprint()}${gallery ? ' gallery' : ''}`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === current) return;
  console.log('Building the browser app…');
  const { code, output } = await run(bunFile, ['web/build.ts', ...(gallery ? ['--gallery'] : [])]);
  if (code !== 0) throw new Failure(`The browser app could not be built:\n${output.trim()}`);
  try {
    writeFileSync(stampFile, current);
  } catch (error) {
    throw new Failure(
      `web/dist cannot be written (${error.code}). Make room or mend its rights, then try again.`,
    );
  }
}
