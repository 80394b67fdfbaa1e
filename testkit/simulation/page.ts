import { createApi, type Api } from '../../web/src/state/api.ts';
import { MemoryOutboxStorage } from '../../web/src/state/outbox-storage.ts';
import { MemoryRoomCacheStorage } from '../../web/src/state/room-cache-storage.ts';
import { SignedIn } from '../../web/src/state/signed-in.ts';
import type { Timeline } from '../../web/src/state/timeline.ts';
import type { SignIn } from './sign-ins.ts';
import { origin, type SimulatedWorld } from './world.ts';

/** One browser of a person: the real client, on a simulated network. */
export class Page {
  readonly api: Api;
  readonly client: SignedIn;
  /** The conversations that its person has looked at, by room. */
  readonly shown = new Map<string, Timeline>();
  private keys = 0;

  constructor(
    private readonly world: SimulatedWorld,
    readonly name: string,
    readonly signIn: SignIn,
    private readonly storage = new MemoryOutboxStorage(),
    private readonly cache = new MemoryRoomCacheStorage(),
  ) {
    const { random, time, lasting, recorder } = world;
    this.api = createApi(origin, world.fetchFor(signIn));
    this.client = new SignedIn({
      account: signIn.user,
      api: this.api,
      url: `${origin}/live`,
      openSocket: recorder.watch(signIn.user.id, world.openSocketFor(signIn)),
      clock: lasting.clock,
      random: () => random.below(1_000_000) / 1_000_000,
      newKey: () => `${name}-${++this.keys}`.padEnd(8, '-') + String(time.elapsedUs),
      outboxStorage: storage,
      roomCacheStorage: cache,
      textStorage: undefined,
    });
    this.client.start();
  }

  get user(): string {
    return this.signIn.user.id;
  }

  open(room: string): void {
    this.shown.set(room, this.client.openRooms.open(room));
  }

  /** The page is loaded anew, with another sign-in at times: only what the browser keeps is still there. */
  reloaded(signIn = this.signIn): Page {
    this.client.stop();
    const page = new Page(this.world, this.name, signIn, this.storage, this.cache);
    for (const room of this.shown.keys()) page.open(room);
    return page;
  }
}
