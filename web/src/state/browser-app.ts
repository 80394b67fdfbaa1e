import { browserClock } from '../live/clock.ts';
import { browserNetwork } from '../live/network.ts';
import { openBrowserSocket } from '../live/socket.ts';
import { keepApp } from '../offline-start.ts';
import { App } from './app.ts';
import { browserDesk } from './browser-desk.ts';
import { BrowserFellowPages } from './browser-fellow-pages.ts';
import { browserTextStorage } from './kept-texts.ts';
import { newKey } from './keys.ts';
import { BrowserOutboxStorage } from './outbox-storage.ts';
import { BrowserRoomCacheStorage } from './room-cache-storage.ts';
import { pageName } from './page-name.ts';
import { browserChannel } from './tabs.ts';
import { Updates } from './updates.ts';

/** The app with the browser's own network, time and storage. Call `start()` on it. */
export function createBrowserApp(): App {
  const updates = new Updates({
    clock: browserClock,
    build: buildOf(document),
    currentBuild: async () => {
      const response = await fetch('/', { cache: 'no-store' });
      return response.ok ? buildIn(await response.text()) : undefined;
    },
    isIdle: () => app.unsent.posts === 0 && !document.querySelector('dialog[open]') && !isTyping(),
    reload: () => location.reload(),
  });
  document.addEventListener('visibilitychange', () => {
    updates.shown(document.visibilityState === 'visible');
  });
  const app = new App({
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
    updates,
    desk: browserDesk,
    fellowPages: (user) => new BrowserFellowPages(user),
    connected: () => {
      void updates.look();
      void keepApp();
    },
  });
  return app;
}

/** Which build a page is of: see `web/build.ts`. */
function buildOf(page: Document): string | undefined {
  return page.querySelector<HTMLMetaElement>('meta[name=build]')?.content;
}

/** The same of a page as text, which no policy lets become a document. */
function buildIn(page: string): string | undefined {
  return /<meta name="build" content="([^"]*)"/.exec(page)?.[1];
}

function isTyping(): boolean {
  const fields = document.querySelectorAll<HTMLTextAreaElement>('textarea, input[type=text]');
  return [...fields].some(({ value }) => value !== '');
}
