/** `npm run dev`: runs Rookery, and builds and restarts it whenever a source file changes; `/gallery` shows every component. */
import './node-version.mjs';
import { existsSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWeb } from './build-web.mjs';
import { start } from './child.mjs';
import { Failure, main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';

const folders = ['contracts', 'platform', 'services', 'run', 'web'].filter((folder) =>
  existsSync(inRoot(folder)),
);
const ours = (file) => !/(^|[/\\])(dist|node_modules)([/\\]|$)|\.test\.tsx?$|~$|\.sw.$/.test(file);
/** An editor writes a file in several steps, and "save all" writes several files. */
const settleMs = 200;

/** Resolves at the next change of a source file. */
let onChange = () => {};
const nextChange = () => new Promise((resolve) => (onChange = () => resolve('changed')));

/** Says what is wrong and goes on waiting: a half-written file is normal here. */
async function builds() {
  try {
    await buildWeb({ gallery: true });
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return false;
  }
}

await main(async () => {
  await install('all');
  for (const folder of folders) {
    watch(inRoot(folder), { recursive: true }, (_event, file) => file && ours(file) && onChange());
  }
  const stopped = new Promise((resolve) => {
    process.once('SIGINT', () => resolve('stopped')).once('SIGTERM', () => resolve('stopped'));
  });
  for (;;) {
    const changed = nextChange();
    if (await builds()) {
      const server = start(bunFile, [inRoot('run', 'main.ts'), 'run', ...process.argv.slice(2)]);
      const first = await Promise.race([stopped, changed, server.ended.then(() => 'ended')]);
      if (first === 'stopped') return server.ended;
      if (first === 'changed') server.stop();
      await server.ended;
    }
    console.log('Waiting for a change…');
    if ((await Promise.race([stopped, changed])) === 'stopped') return 0;
    await sleep(settleMs);
    console.log('Restarting…');
  }
});

// Node's recursive watchers keep the process alive, whatever unref() says.
process.exit();
