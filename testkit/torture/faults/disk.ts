import type { SmallDisk } from '../small-disk.ts';
import type { Fault } from './fault.ts';

/** A full disk must have been felt within so long, and reading must go on. */
const feltWithinMs = 10_000;

/**
 * The disk fills up: posts are refused with a time to try again, reading goes on, and once there is space posting goes
 * on, mostly without a restart. Throws when the fullness is not said, or reading ends.
 */
export function diskFull(disk: SmallDisk): Fault {
  return async ({ server, recorder, random }) => {
    const refusalsBefore = recorder.refusals.get('unavailable') ?? 0;
    recorder.add({ is: 'fault', what: 'disk full' });
    disk.fill(random.below(200_000));
    const until = recorder.now() + feltWithinMs;
    const mustBe = async (what: string, isSo: () => boolean) => {
      while (!isSo()) {
        if (recorder.now() > until) throw new Error(`the disk is full, and ${what}`);
        await Bun.sleep(10);
      }
    };
    await mustBe(
      'no post was refused for it',
      () => (recorder.refusals.get('unavailable') ?? 0) > refusalsBefore,
    );
    const fullAt = recorder.now();
    await mustBe('no history was read', () => recorder.lastHistoryAskedAt > fullAt);
    const dies = random.chance(25);
    if (dies) {
      recorder.add({ is: 'fault', what: 'kill while the disk is full' });
      await server.kill();
    }
    disk.free();
    const over = recorder.now();
    if (dies) await server.start();
    return over;
  };
}
