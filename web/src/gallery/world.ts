import { browserClock } from '../live/clock.ts';
import { App } from '../state/app.ts';
import { MemoryOutboxStorage } from '../state/outbox-storage.ts';
import { MemoryRoomCacheStorage } from '../state/room-cache-storage.ts';
import { newKey } from '../state/keys.ts';
import { closedDesk } from '../state/notification-desk.ts';
import { ScriptedServer } from '../state/scripted-server.ts';
import { Updates } from '../state/updates.ts';

export const room = 'room-nest';

/** A page of Anna's without a server: what talks and listens on it does so with a model of one. */
export function galleryApp(): { app: App; server: ScriptedServer } {
  const server = new ScriptedServer(browserClock);
  const anna = server.chats.addAccount('user-anna', 'anna');
  server.chats.addAccount('user-bela', 'bela');
  server.chats.addRoom(room, 'Nest', ['user-anna', 'user-bela']);
  server.chats.addRoom('room-long', 'A room whose name is longer than the list is wide', ['user-anna']);
  server.chats.addRoom('room-rtl', 'חדר המשפחה', ['user-anna', 'user-bela']);
  for (let n = 1; n <= 24; n++) {
    server.chats.addRoom(`room-${n}`, `Room ${n}`, ['user-anna', 'user-bela']);
    if (n % 8 === 0) server.chats.post(`room-${n}`, 'user-bela', newKey(), 'unread');
  }
  server.chats.post('room-rtl', 'user-bela', newKey(), 'שלום');
  for (const body of ['Good morning', 'The roses are out'])
    server.chats.post(room, 'user-bela', newKey(), body);
  const { fetch, openSocket } = server.browser({ account: anna });
  const app = new App({
    origin: location.origin,
    fetch,
    openSocket,
    clock: browserClock,
    random: Math.random,
    newKey,
    outboxStorage: () => new MemoryOutboxStorage(),
    roomCacheStorage: () => new MemoryRoomCacheStorage(),
    textStorage: undefined,
    channel: undefined,
    desk: { ...closedDesk, permission: () => 'default' },
    updates: new Updates({
      clock: browserClock,
      build: undefined,
      currentBuild: async () => undefined,
      isIdle: () => false,
      reload: () => undefined,
    }),
  });
  return { app, server };
}
