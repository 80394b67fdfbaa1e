import type { Account } from '../../../contracts/auth.ts';
import type { Clock } from '../live/clock.ts';
import type { OpenSocket } from '../live/socket.ts';
import { ScriptedCalls } from './scripted-calls.ts';
import { ScriptedChats } from './scripted-chats.ts';
import { noFaults } from './scripted-faults.ts';
import { ScriptedSockets } from './scripted-sockets.ts';

/**
 * A small model of the server behind the browser's live data, for tests: accounts, rooms with their logs, the socket's
 * protocol and the calls that live data makes. Everything takes a millisecond of the test's own clock.
 */
export class ScriptedServer {
  readonly faults = noFaults();
  readonly chats: ScriptedChats;
  readonly sockets: ScriptedSockets;
  readonly #calls: ScriptedCalls;

  constructor(clock: Clock) {
    this.chats = new ScriptedChats({
      clock,
      event: (room, event) => {
        this.sockets.event(room, event);
      },
      removed: (room, user) => {
        this.sockets.removed(room, user);
      },
      mine: (user, frame) => {
        this.sockets.mine(user, frame);
      },
    });
    this.sockets = new ScriptedSockets(clock, this.faults, this.chats);
    this.#calls = new ScriptedCalls(this.faults, this.chats, (user) => {
      this.sockets.revoke(user);
    });
  }

  /** A browser of somebody's. `account` is who its cookie says, null when there is none. */
  browser(session: { account: Account | null }): {
    fetch: (request: Request) => Promise<Response>;
    openSocket: OpenSocket;
  } {
    return {
      fetch: (request) => this.#calls.answer(request, session),
      openSocket: (_url, _protocol, events) => this.sockets.connect(session, events),
    };
  }
}
