import { browserClock } from '../web/src/live/clock.ts';
import type { OpenSocket } from '../web/src/live/socket.ts';
import { createApi } from '../web/src/state/api.ts';
import { MemoryOutboxStorage } from '../web/src/state/outbox-storage.ts';
import { MemoryRoomCacheStorage } from '../web/src/state/room-cache-storage.ts';
import { pageTitle } from '../web/src/state/page-title.ts';
import { SignedIn } from '../web/src/state/signed-in.ts';
import { en } from '../web/src/text/en.ts';
import { newKey } from './gathering.ts';
import type { Person } from './person.ts';
import { BunWebSocket } from './socket.ts';

/** One more browser of a person: the app's own live data over real calls and a real socket, without a screen. */
export class Device {
  readonly my: SignedIn;
  private socket: Bun.WebSocket | null = null;

  /** `random`: a number from 0 up to, but not, 1. */
  constructor(person: Person, random: () => number) {
    const { world } = person;
    const headers = { cookie: person.cookie, origin: world.url };
    const openSocket: OpenSocket = (url, protocol, events) => {
      const socket = new BunWebSocket(url, { headers, protocols: [protocol] });
      this.socket = socket;
      socket.addEventListener('open', () => events.opened());
      socket.addEventListener('message', ({ data }) => events.received(String(data)));
      socket.addEventListener('close', ({ code, reason }) => events.closed(code, reason));
      return {
        send: (text) => {
          socket.send(text);
        },
        close: (code, reason) => socket.close(code, reason),
      };
    };
    this.my = new SignedIn({
      account: person.user,
      api: createApi(world.url, (request) => {
        for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
        return fetch(request);
      }),
      url: `${world.url.replace(/^http/, 'ws')}/live`,
      openSocket,
      clock: browserClock,
      random,
      newKey,
      outboxStorage: new MemoryOutboxStorage(),
      roomCacheStorage: new MemoryRoomCacheStorage(),
      textStorage: undefined,
    });
    this.my.start();
  }

  /** Tears the connection off without a word, as a lost network does. */
  loseConnection(): void {
    this.socket?.terminate();
  }

  /** What the badge of each room says, by the room's id; the sum of all under `all`. */
  badges(): Record<string, number> {
    const { rooms, unread } = this.my.rooms.getSnapshot();
    return { all: unread, ...Object.fromEntries(rooms.map((room) => [room.id, room.unread])) };
  }

  /** What the tab's title says while no room is on show. */
  title(): string {
    return pageTitle(this.my.rooms.getSnapshot().unread, undefined, en.rooms);
  }
}
