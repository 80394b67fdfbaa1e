import { browserClock } from '../live/clock.ts';
import { browserNetwork } from '../live/network.ts';
import { openBrowserSocket } from '../live/socket.ts';
import { App } from './app.ts';
import { browserTextStorage } from './drafts.ts';
import { newKey } from './keys.ts';
import { BrowserOutboxStorage } from './outbox-storage.ts';
import { BrowserRoomCacheStorage } from './room-cache-storage.ts';
import { pageName } from './page-name.ts';
import { browserChannel } from './tabs.ts';

/** The app with the browser's own network, time and storage. Call `start()` on it. */
export function createBrowserApp(): App {
  return new App({
    origin: location.origin,
    fetch: (request) => fetch(request),
    openSocket: openBrowserSocket,
    clock: browserClock,
    random: () => Math.random(),
    newKey,
    page: pageName(),
    network: browserNetwork,
    outboxStorage: (user) => new BrowserOutboxStorage(user),
    roomCacheStorage: (user) => new BrowserRoomCacheStorage(user),
    textStorage: browserTextStorage(),
    channel: browserChannel(),
    stopwatch: () => performance.now(),
  });
}
