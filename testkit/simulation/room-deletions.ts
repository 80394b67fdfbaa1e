import { attempt } from './by-rest.ts';
import type { Workload } from './workload.ts';
import type { SimulatedWorld } from './world.ts';

/** In so many of a hundred steps a room is deleted. */
const chancePercent = 4;
/** Microseconds around a deletion in which people do this and that in the room, and until a replica may die of it. */
const rushUs = 60_000;
const dyingUs = 1_500_000;
/** Microseconds until its owner makes another room. */
const anewUs = 3_000_000;

/** One of so many seeds has rooms deleted: the others stay the runs that they were before rooms could be. */
const everySeed = 5;

/** Whether rooms are deleted in the run of a seed. */
export function deletesRooms(seed: number): boolean {
  return seed % everySeed === 0;
}

/** Owners delete rooms while others post, join, open and resume there and processes die, and make new ones. */
export class RoomDeletions {
  private readonly unwanted = new Set<string>();

  constructor(
    private readonly world: SimulatedWorld,
    private readonly workload: Workload,
  ) {}

  /** Deletes a room, or mostly none. */
  step(): void {
    const { world, workload } = this;
    const { random, time } = world;
    if (!random.chance(chancePercent)) return;
    const wanted = workload.rooms.filter((room) => !this.unwanted.has(room));
    if (wanted.length === 0) return;
    const room = random.pick(wanted);
    this.unwanted.add(room);
    for (let i = random.below(4); i > 0; i--) time.in(random.below(rushUs), () => workload.rush(room));
    time.in(random.below(rushUs), () => this.delete(room));
    time.in(random.below(anewUs), () => workload.makeAnother(room));
  }

  private delete(room: string): void {
    const { world, workload } = this;
    const { recorder, random, time, faults } = world;
    recorder.add({ is: 'room-deletion', room });
    time.in(random.below(dyingUs), () => {
      if (faults.happens('chats: died')) world.killChats();
    });
    attempt(workload.ownerOf(room).api.chats.deleteRoom({ params: { room } }), () =>
      recorder.add({ is: 'room-deleted', room }),
    );
  }
}
