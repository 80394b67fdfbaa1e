import type { History } from '../checker/history.ts';
import { check } from '../checker/check.ts';
import { toldWithinMs } from '../checker/deleted-rooms.ts';
import { misfortune } from './chaos.ts';
import { converge } from './convergence.ts';
import type { Fault } from './faults.ts';
import { deletesRooms, RoomDeletions } from './room-deletions.ts';
import { leftovers, storedRooms } from './stored.ts';
import { Workload } from './workload.ts';
import { SimulatedWorld } from './world.ts';

/** What came of one run. */
export interface Outcome {
  seed: number;
  history: History;
  /** What was wrong, in words. */
  anomalies: string[];
  faults: Map<Fault, number>;
  acknowledged: number;
  /** The same for the same seed. */
  hash: string;
}

/** Where the stores of runs are: `empty` is copied to `file` for each. */
export interface Place {
  file: string;
  empty: string;
}

/** Runs one seed from beginning to end. */
export function runSeed(seed: number, place: Place): Promise<Outcome> {
  // A task of the event loop of its own: see VirtualTime.
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(run(seed, place));
      } catch (error) {
        reject(
          new Error(`seed ${seed} could not be run: npm run simulate -- --seed ${seed}`, { cause: error }),
        );
      }
    });
  });
}

function run(seed: number, { file, empty }: Place): Outcome {
  const world = new SimulatedWorld(seed, file, empty);
  const { time, random, faults, recorder } = world;
  world.start();
  const workload = new Workload(world);
  workload.setUp();
  time.pass(2_000_000);
  world.backUp();
  faults.rage(true);
  const deletions = deletesRooms(seed) ? new RoomDeletions(world, workload) : undefined;
  const steps = 40 + random.below(100);
  for (let step = 0; step < steps; step++) {
    workload.step();
    deletions?.step();
    misfortune(world);
  }
  faults.rage(false);
  const anomalies = converge(
    world,
    () => workload.pages,
    () => storedRooms(world.disk),
  );
  // Who had a deleted room open must have heard of it by then.
  if (deletions) time.pass(toldWithinMs * 1000);
  const store = time.finish(storedRooms(world.disk));
  const history: History = {
    records: recorder.records,
    store,
    leftovers: time.finish(leftovers(world.disk)),
    endedAt: recorder.now(),
  };
  for (const { kind, sentence } of check(history, { resumeEventsMax: world.limits.resumeEventsMax }))
    anomalies.push(`${kind}: ${sentence}`);
  const outcome = {
    seed,
    history,
    anomalies,
    faults: faults.counts,
    acknowledged: new Set(
      recorder.records.flatMap((r) => (r.is === 'ack' ? [`${r.user} ${r.room} ${r.key}`] : [])),
    ).size,
    hash: recorder.hash(),
  };
  const ended = world.end();
  time.pass(0);
  void ended;
  return outcome;
}
