import type { SimulatedWorld } from './world.ts';

/** Microseconds that a client may read nothing for. */
const stallUs = 30_000_000;

/** The faults that do not wait for an occasion: each step has a chance to bring one. */
export function misfortune(world: SimulatedWorld): void {
  const { random, faults } = world;
  const open = world.openConnections();
  switch (random.below(60)) {
    case 0:
    case 1:
    case 2:
      if (open.length > 0 && faults.happens('socket: cut')) random.pick(open).cut();
      return;
    case 3:
      if (open.length > 0 && faults.happens('socket: half open')) random.pick(open).goSilent();
      return;
    case 4:
      if (faults.happens('chats: died')) world.killChats();
      return;
    case 5:
      if (faults.happens('live: died')) world.killLive();
      return;
    case 6:
      if (faults.happens('store: restored')) world.restore();
      return;
    case 7:
      world.backUp();
      return;
    case 8:
    case 9:
    case 10:
      if (open.length > 0 && faults.happens('socket: stalled')) world.stall(random.below(stallUs));
      return;
    case 11:
      if (faults.happens('auth: died')) world.killNames();
      return;
    case 12:
      if (!open.some((one) => one.isStalled) && faults.happens('store: put back under live'))
        world.restore({ underLive: true });
      return;
    default:
  }
}
