import { join } from 'node:path';
import { attachStrace } from '../strace.ts';
import type { Fault } from './fault.ts';

/** What is made to fail, and with what: as dying disks, broken cables and full quotas answer. */
const failures = ['fsync,fdatasync:error=EIO', 'pwrite64:error=EIO', 'pwrite64:error=ENOSPC'];
const feltWithinMs = 10_000;

/**
 * System calls on the store's files fail for a moment, by strace: a failing flush or write is neither acknowledged nor
 * the end of the server. At times it is killed right then, with the refused commit still in its files. Throws where
 * strace is missing or may not attach.
 */
export const eio: Fault = async ({ server, recorder, random }) => {
  const failure = random.pick(failures);
  const [calls = ''] = failure.split(':');
  const store = join(server.dataFolder, 'chats.sqlite');
  // Some of the calls only: one batch fails, the next one does not.
  const when = random.pick(['1+', '1+2', '2+3']);
  const paths = [store, `${store}-wal`].flatMap((path) => ['-P', path]);
  const inject = ['-e', `trace=${calls}`, '-e', `inject=${failure}:when=${when}`];
  const strace = await attachStrace(server.running().pid, ['-o', '/dev/null', ...paths, ...inject]);
  const refused = () => recorder.refusals.get('unavailable') ?? 0;
  const before = refused();
  recorder.add({ is: 'fault', what: `${calls} fails` });
  const until = recorder.now() + feltWithinMs;
  while (refused() === before && recorder.now() < until) await Bun.sleep(5);
  const wasFelt = refused() > before;
  await Bun.sleep(random.below(500));
  const dies = random.chance(40);
  if (dies) {
    recorder.add({ is: 'fault', what: 'kill while the disk fails' });
    await server.kill();
  }
  await strace.detach();
  if (!wasFelt) throw new Error(`${failure} on the store, and no post was refused for it`);
  const over = recorder.now();
  if (dies) await server.start();
  return over;
};
