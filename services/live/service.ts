import type { Server } from 'bun';
import { Gauge } from 'prom-client';
import type { Fetch } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/live.ts';
import { json, refusal } from '../../platform/answers.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Peer } from '../../platform/listen.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { Handshake, type Admitted, type HandshakeSettings } from './handshake.ts';
import { DigestWatch } from './digest-watch.ts';
import { Hub } from './hub.ts';
import { createPeers } from './peers.ts';
import { People } from './people.ts';
import { Posting } from './posting.ts';
import { Presence } from './presence.ts';
import { Reading } from './reading.ts';
import { Revocations, type Ended } from './revocations.ts';
import { Session } from './session.ts';
import { SlowReaders } from './slow-readers.ts';
import { publisher, socketHandler, type Publisher, type SocketData } from './socket.ts';
import { Typing } from './typing.ts';

/** How often sessions whose time is over are looked for. */
const expiryCheckMs = 60_000;
/** Clients come back after a restart spread over so long, so that they do not come all at once. */
const returnSpreadMs = 5000;

export interface LiveDeps {
  bus: Bus;
  clock: Clock;
  /** A number from 0 up to, but not, 1: spreads what must not happen to everybody at once. */
  random: () => number;
  /** Signs calls between services. */
  secret: Uint8Array;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  services: { chats: Fetch; auth: Fetch };
  /** The replica of `chats` that posts to a room go to; null or left out where there is but one. */
  placeOf?: ((room: string) => string) | null;
  settings: HandshakeSettings & { version: string };
}

/** Holds every WebSocket: fans events out, presence, typing, resume. It keeps nothing that `chats` could not tell again. */
export function create(deps: LiveDeps) {
  const { bus, clock, random, log, limits, metrics } = deps;
  const peers = createPeers(deps);
  let server: Publisher = { publish: () => undefined };
  const parts = { bus, clock, random, log, limits, peers, publisher: () => server };
  const slowReaders = new SlowReaders(clock, limits);
  const hub = new Hub({ ...parts, slowReaders, onReplaced: () => digests.suspect() });
  const people = new People(parts);
  const digests: DigestWatch = new DigestWatch(bus, clock, [hub, people]);
  const presence = new Presence(parts);
  const reading = new Reading(peers, clock, log, limits);
  const typing = new Typing({ ...parts, hub });
  const posting = new Posting(peers, clock, log, deps.placeOf);
  const sessions = new Map<Session, Admitted>();
  const perUser = new Map<string, number>();
  const revocations = new Revocations(
    { bus, clock, log, peers, busHeardAt: () => presence.busHeardAt() },
    end,
    () => {
      if (sessions.size === 0) return;
      log.warn('neither auth nor the bus has been heard for minutes: every socket is closed');
      sendAway('unavailable');
    },
  );
  let stopExpiry = () => {};
  let stopping = false;

  const handshake = new Handshake({
    ...parts,
    settings: deps.settings,
    sockets: () => sessions.size,
    following: () => revocations.following(),
  });
  const sockets: Gauge = new Gauge({
    name: 'rookery_sockets',
    help: 'Open sockets.',
    registers: [metrics],
    collect: (): void => sockets.set(sessions.size),
  });

  function end({ user, session }: Ended): void {
    for (const [live, admitted] of [...sessions]) {
      if (admitted.user.id !== user || (session !== null && admitted.session !== session)) continue;
      live.close('session_ended', { code: 'session_ended' });
    }
  }

  /** Says goodbye to every socket, with times to come back that are spread. */
  function sendAway(code: 'restarting' | 'unavailable'): void {
    for (const session of [...sessions.keys()]) {
      const retryAfterMs = 500 + Math.floor(random() * returnSpreadMs);
      session.close('going_away', { code, retryAfterMs });
    }
  }

  function forget(session: Session): void {
    const admitted = sessions.get(session);
    if (!admitted) return;
    sessions.delete(session);
    count(admitted.user.id, -1);
  }

  function count(user: string, by: 1 | -1): void {
    const now = (perUser.get(user) ?? 0) + by;
    if (now > 0) perUser.set(user, now);
    else perUser.delete(user);
  }

  function sessionFor(admitted: Admitted): Session {
    return new Session({
      ...parts,
      user: admitted.user,
      signIn: admitted.session,
      version: deps.settings.version,
      hub,
      people,
      posting,
      presence,
      reading,
      typing,
      slowReaders,
      onFlood: (user) => handshake.flooded(user),
      onOpened: (session) => {
        // The end of the sign-in may have been told while the connection was made.
        const over = revocations.hasEnded(admitted.user.id, admitted.session);
        if (over) session.close('session_ended', { code: 'session_ended' });
      },
      onClosed: forget,
    });
  }

  return {
    /** Whether a request becomes a socket: undefined when it did, else the refusal. */
    async upgrade(request: Request, peer: Peer, bun: Server<SocketData>): Promise<Response | undefined> {
      try {
        if (stopping) throw new ApiError('unavailable', 'The server is stopping.', { retryAfterMs: 1000 });
        const admitted = await handshake.admit(request, peer);
        // Counted in the same turn as it is checked, so that handshakes at the same time cannot pass together.
        if ((perUser.get(admitted.user.id) ?? 0) >= limits.socketsPerUser)
          throw tooManySockets(limits.socketsPerUser);
        const session = sessionFor(admitted);
        sessions.set(session, admitted);
        count(admitted.user.id, 1);
        const upgraded = bun.upgrade(request, {
          data: { events: session },
          headers: { 'sec-websocket-protocol': subprotocol },
        });
        if (upgraded) return undefined;
        forget(session);
        throw new ApiError('malformed', 'This request cannot become a WebSocket.');
      } catch (error) {
        if (error instanceof ApiError) return refusal(error);
        log.error({ err: error }, 'a handshake failed');
        return refusal(new ApiError('internal', 'Something went wrong here.'));
      }
    },
    handler: socketHandler(limits),
    /** Health and metrics, for the operator. */
    async fetch(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (pathname === '/healthz' || pathname === '/readyz') return json(200, { ok: true });
      if (pathname !== '/metrics')
        return refusal(new ApiError('not_found', 'There is nothing at this address.'));
      return new Response(await metrics.metrics(), {
        headers: { 'content-type': 'text/plain; version=0.0.4' },
      });
    },
    /** Begins to fan out through this server. */
    listenOn(bun: Server<SocketData>): void {
      server = publisher(bun);
    },
    async start(): Promise<void> {
      digests.start();
      people.start();
      presence.start();
      reading.start();
      typing.start();
      revocations.start();
      stopExpiry = clock.every(expiryCheckMs, () => {
        const now = clock.now();
        for (const [session, { expiresAt }] of [...sessions]) {
          if (expiresAt <= now) session.close('session_ended', { code: 'session_ended' });
        }
      });
    },
    /** Says goodbye to every socket, with a time to come back at, and writes what was read. */
    async stop(): Promise<void> {
      stopping = true;
      sendAway('restarting');
      stopExpiry();
      revocations.stop();
      typing.stop();
      presence.stop();
      digests.stop();
      people.stop();
      hub.stop();
      await reading.stop();
    },
  };
}

function tooManySockets(max: number): ApiError {
  return new ApiError('too_many_sockets', `One person may have ${max} connections; close a tab.`, {
    retryAfterMs: 5000,
  });
}
