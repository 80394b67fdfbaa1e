import { Histogram } from 'prom-client';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client, type Fetch } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { users } from '../../contracts/users.ts';
import { json, refusal } from '../../platform/answers.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import { addressPrefix, clientAddress } from '../../platform/client-address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Registration } from '../../platform/config.ts';
import { identityHeader, signIdentity, type Identity } from '../../platform/identity.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Peer } from '../../platform/listen.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { originGuard } from '../../platform/origin.ts';
import { Authenticator, type SignedIn } from './authenticate.ts';
import { readBody } from './body.ts';
import { FirstRoom } from './first-room.ts';
import { shownMember, withFaces } from './invite-faces.ts';
import { CallRates, InFlight, usesInvite } from './limits.ts';
import { isPage, PagesInFlight } from './pages-in-flight.ts';
import { peerBase, reachable } from '../../platform/reachable.ts';
import { placeHeader, repeatableHeader } from '../../platform/replicas.ts';
import { proxyHint } from './proxy-hint.ts';
import { forwarded, outward, unlessUnchanged } from './proxy.ts';
import { readiness } from './ready.ts';
import { heldInvite, useInvite } from './registering.ts';
import { findCall, MethodNotAllowed, type PublicCall, type ServiceName } from './routing.ts';
import { needsOnlyNames, profilesFromNames } from './usernames.ts';

export interface GatewayDeps {
  /** The services behind, by the `fetch` that reaches them. */
  services: Record<ServiceName, Fetch>;
  /** The replica of `chats` that posts to a room go to; null or left out where there is but one. */
  placeOf?: ((room: string) => string) | null;
  /** Makes it forget at once who was signed in when a session ends. Without one it remembers for two seconds. */
  bus?: Bus;
  /** Signs calls between services. */
  secret: Uint8Array;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  settings: {
    /** The origins that state changes may come from; asked for each call, since the port is known late. */
    allowedOrigins: () => readonly string[];
    /** The public address is HTTPS: the cookie has its `__Host-` name, and answers carry HSTS. */
    secureCookie: boolean;
    /** Proxies whose `X-Forwarded-For` is believed. */
    trustedProxies: readonly string[];
    registration: Registration;
  };
}

/** The room that a call to `/api/rooms/{room}/…` is about. */
function roomOf(request: Request): string | undefined {
  return new URL(request.url).pathname.split('/')[3];
}

/** How much of what a client calls itself is passed on. */
const deviceUnits = 200;

/** The single entry for requests: session → identity, limits, and to the service that owns the call. */
export function create(deps: GatewayDeps) {
  const { clock, log, limits, secret, settings } = deps;
  const peer = (service: ServiceName) =>
    reachable(service, deps.services[service], { clock, log, timeoutMs: limits.callTimeoutMs });
  const peers = { auth: peer('auth'), users: peer('users'), chats: peer('chats') };
  const asGateway = () => ({ [identityHeader]: signIdentity({ caller: 'gateway' }, secret, clock.now()) });
  const authClient = client(auth, {
    fetch: peers.auth,
    checked: true,
    base: peerBase('auth'),
    // These calls only read: none of them waits for a replica that hangs.
    headers: () => ({ ...asGateway(), [repeatableHeader]: 'yes' }),
  });
  const chatsClient = client(chats, {
    fetch: peers.chats,
    checked: true,
    base: peerBase('chats'),
    headers: asGateway,
  });

  const usersClient = client(users, {
    fetch: peers.users,
    checked: true,
    base: peerBase('users'),
    headers: asGateway,
  });
  const behind = { auth: authClient, users: usersClient, chats: chatsClient };

  const mustBeOurs = originGuard(settings.allowedOrigins, log, clock);
  const authenticator = new Authenticator({ auth: authClient, clock, secureCookie: settings.secureCookie });
  const noticeProxy = proxyHint(settings.trustedProxies, log);
  const rates = new CallRates(limits, clock);
  const inFlight = new InFlight(limits);
  const pages = new PagesInFlight(limits);
  const firstRoom = new FirstRoom({ chats: chatsClient, clock, log });
  const ready = readiness(peers);
  const invited = { chats: chatsClient, registration: settings.registration, rates, limits };
  const seconds = new Histogram({
    name: 'rookery_gateway_seconds',
    help: 'Time to answer a public call, by call and status.',
    labelNames: ['call', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [deps.metrics],
  });
  let unsubscribe: Unsubscribe | undefined;

  async function whoIs(call: PublicCall, request: Request): Promise<SignedIn | null> {
    try {
      return await authenticator.whoIs(request);
    } catch (error) {
      // What needs no sign-in goes on without one while auth is away.
      if (call.route.who === 'anyone') return null;
      throw error;
    }
  }

  async function send(
    call: PublicCall,
    request: Request,
    body: Uint8Array<ArrayBuffer> | null,
    identity: Identity,
  ) {
    const onward = forwarded(request, call, body, identity, { secret, now: clock.now() });
    const room = call.name === 'chats.postMessage' ? roomOf(request) : undefined;
    if (room !== undefined && deps.placeOf) {
      onward.headers.set(placeHeader, deps.placeOf(room));
      onward.headers.set(repeatableHeader, 'yes');
    }
    const caller = identity.user;
    if (!needsOnlyNames(call) || !caller) return peers[call.service](onward);
    const answer = await peers.users(onward).catch(() => null);
    if (answer !== null && answer.status < 500) return answer;
    return profilesFromNames(call, new URL(request.url), caller, { auth: authClient, limits });
  }

  async function answerCall(call: PublicCall, request: Request, address: string): Promise<Response> {
    // GET and HEAD change nothing.
    if (request.method !== 'GET' && request.method !== 'HEAD') mustBeOurs(request.headers);
    const sender = await whoIs(call, request);
    const network = addressPrefix(address);
    rates.take(call, { user: sender?.user.id ?? null, address: network });
    if (call.route.who === 'user') mustBeSignedIn(sender);
    const body = await readBody(request, call, { limits, clock });
    // A body takes its time to come: who signed out meanwhile does nothing with it any more.
    const who = sender && body ? await whoIs(call, request) : sender;
    if (call.route.who === 'user') mustBeSignedIn(who);
    const device = (request.headers.get('user-agent') ?? '').slice(0, deviceUnits);
    const identity: Identity = {
      caller: 'gateway',
      address,
      device,
      ...(who ? { user: who.user, session: who.session } : {}),
    };
    const invite = call.name === 'auth.register' ? await heldInvite(body, network, invited) : null;
    if (invite !== null) identity.invited = true;
    const { pathname } = new URL(request.url);
    if (call.name === 'users.invitedAvatar') identity.shown = await shownTo(network, pathname);
    const sent = () => send(call, request, body, identity);
    const answer = await (who && isPage(call) ? pages.run(who.user.id, request, sent) : sent());
    if (invite !== null) await useInvite(answer, invite, { chats: chatsClient, log });
    if (call.name === 'auth.claim') await firstRoom.afterClaim(answer);
    // What changes at auth may end sessions; here that shows at once, not when the bus says so.
    if (call.service === 'auth' && call.route.method !== 'GET') authenticator.forget();
    if (usesInvite(call) && answer.status === 404) rates.missed(network);
    if (call.name === 'chats.previewInvite') return withFaces(answer, pathname, behind);
    return call.name === 'chats.rooms' ? unlessUnchanged(answer, request) : answer;
  }

  /** Whose picture is asked for by an invite. Throws as the invite's preview does; a wrong token counts as one there. */
  async function shownTo(network: string, path: string): Promise<string> {
    try {
      return await shownMember(path, behind);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) rates.missed(network);
      throw error;
    }
  }

  async function answer(request: Request, from: Peer): Promise<Response> {
    const started = clock.now();
    let name = 'none';
    let result: Response;
    try {
      const path = pathOf(request);
      if (path === '/healthz') return json(200, { ok: true });
      if (path === '/readyz') return await ready();
      const call = findCall(request.method, path);
      name = call.name;
      noticeProxy(request.headers, from.address);
      const address = clientAddress(request.headers, from.address, settings.trustedProxies);
      result = await inFlight.run(call, () => answerCall(call, request, address));
    } catch (error) {
      result = refused(error, name, log);
    }
    seconds.labels(name, String(result.status)).observe((clock.now() - started) / 1000);
    return result;
  }

  return {
    /** Answers a public request that `peer` sent. Never throws. */
    async fetch(request: Request, from: Peer): Promise<Response> {
      return outward(await answer(request, from), request, settings.secureCookie);
    },
    async start(): Promise<void> {
      if (deps.bus) unsubscribe = authenticator.listen(deps.bus);
    },
    async stop(): Promise<void> {
      unsubscribe?.();
      firstRoom.stop();
    },
  };
}

function mustBeSignedIn(who: SignedIn | null): void {
  if (who === null) throw new ApiError('not_signed_in', 'Sign in first.');
}

/** The path that was asked for. Throws `malformed` when the Host header makes no address of it. */
function pathOf(request: Request): string {
  if (!URL.canParse(request.url)) throw new ApiError('malformed', 'The Host header is not one.');
  return new URL(request.url).pathname;
}

/** The one place where something thrown becomes an answer to the public. */
function refused(error: unknown, call: string, log: Log): Response {
  if (error instanceof MethodNotAllowed) return refusal(error, { allow: error.allow });
  if (error instanceof ApiError) return refusal(error);
  log.error({ err: error, call }, 'a call failed unexpectedly');
  return refusal(new ApiError('internal', 'Something went wrong here. It was logged; please try again.'));
}
