import type { Account } from '../../../contracts/auth.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { seeded } from '../live/seeded.ts';
import { App, type AppDeps } from './app.ts';
import { MemoryOutboxStorage } from './outbox-storage.ts';
import { MemoryRoomCacheStorage } from './room-cache-storage.ts';
import { ScriptedServer } from './scripted-server.ts';
import type { SessionState } from './session.ts';
import type { SignedIn } from './signed-in.ts';
import type { Channel } from './tabs.ts';
import { Updates } from './updates.ts';

export const room = 'room-nest';

/** Lets every promise that can go on go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Everything of one browser that several pages share. */
export class Browser {
  readonly session: { account: Account | null } = { account: null };
  readonly outboxes = new Map<string, MemoryOutboxStorage>();
  readonly caches = new Map<string, MemoryRoomCacheStorage>();
  readonly texts = new Map<string, string>();
  readonly #pages = new Set<(data: unknown) => void>();
  #keys = 0;
  readonly server: ScriptedServer;
  readonly clock: ManualClock;

  constructor(server: ScriptedServer, clock: ManualClock) {
    this.server = server;
    this.clock = clock;
  }

  page(seed = 1, more: Pick<AppDeps, 'desk' | 'fellowPages'> = {}): App {
    const { texts } = this;
    const { fetch, openSocket } = this.server.browser(this.session);
    return new App({
      origin: 'http://rookery.test',
      fetch,
      openSocket,
      clock: this.clock,
      random: seeded(seed),
      newKey: () => `key-${seed}-${this.#keys++}-xxxx`,
      outboxStorage: (user) => {
        let storage = this.outboxes.get(user);
        if (!storage) this.outboxes.set(user, (storage = new MemoryOutboxStorage()));
        return storage;
      },
      roomCacheStorage: (user) => this.cache(user),
      textStorage: {
        getItem: (name) => texts.get(name) ?? null,
        setItem: (name, text) => void texts.set(name, text),
        removeItem: (name) => void texts.delete(name),
        key: (at) => [...texts.keys()][at] ?? null,
        get length() {
          return texts.size;
        },
      },
      channel: this.#channel(),
      updates: new Updates({
        clock: this.clock,
        build: undefined,
        currentBuild: async () => undefined,
        isIdle: () => false,
        reload: () => undefined,
      }),
      ...more,
    });
  }

  cache(user: string): MemoryRoomCacheStorage {
    let storage = this.caches.get(user);
    if (!storage) this.caches.set(user, (storage = new MemoryRoomCacheStorage()));
    return storage;
  }

  #channel(): Channel {
    let listener: ((data: unknown) => void) | undefined;
    return {
      postMessage: (data) => {
        for (const page of this.#pages) if (page !== listener) page(data);
      },
      addEventListener: (_, heard) => {
        listener = (data) => heard({ data } as MessageEvent);
        this.#pages.add(listener);
      },
      close: () => listener && this.#pages.delete(listener),
    };
  }
}

/** Anna and Bela share a room; time passes by `pass`. */
export function world() {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  server.chats.addAccount('user-anna', 'anna');
  server.chats.addAccount('user-bela', 'bela');
  server.chats.addRoom(room, 'Nest', ['user-anna', 'user-bela']);
  const pass = async (ms = 20): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10) {
      clock.pass(Math.min(10, ms - passed));
      await settle();
    }
  };
  return { clock, server, pass };
}

/** Signs somebody in at a page, unless its browser is. */
export async function signedIn(
  app: App,
  username: string,
  pass: (ms?: number) => Promise<void>,
): Promise<SignedIn> {
  await app.start();
  if (app.session.getSnapshot().phase === 'signed-out')
    await app.signIn({ username, password: 'a good password' });
  await pass(200);
  return here(app);
}

/** Everything of who is signed in at a page. */
export function here(app: App): SignedIn {
  const state: SessionState = app.session.getSnapshot();
  if (state.phase !== 'signed-in') throw new Error(state.phase);
  return state.my;
}
