/**
 * Starts the app when the server cannot be reached, and does nothing else: the page comes from the server as long as
 * that answers, files named by their content from here, and everything else (calls, the socket, what they bring) passes
 * by untouched and is never kept.
 */

/** The build's name and its files, written in by `web/build.ts`. */
declare const BUILD: string;
declare const FILES: readonly string[];

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', run: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', run: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
}

const scope = self as unknown as WorkerScope;
const prefix = 'rookery-';
const cacheName = prefix + BUILD;
/** A server that takes longer for the page cannot be reached, as far as somebody who waits is concerned. */
const pageMs = 4_000;
const isOthers = /^\/(api|internal|live|metrics|healthz|readyz)(\/|$)/;

scope.addEventListener('install', (event) => {
  event.waitUntil(install());
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(clearAway());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(file(request));
  else if (request.mode === 'navigate' && !isOthers.test(pathname)) event.respondWith(page(request));
});

/** All files or none: half an app would not start. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(['/', ...FILES]);
  await scope.skipWaiting();
}

/** The build before stays as well, for pages of it that are still open. */
async function clearAway(): Promise<void> {
  const before = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  for (const name of before.slice(0, -1)) await caches.delete(name);
}

async function file(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request);
}

async function page(request: Request): Promise<Response> {
  const answer = fetch(request);
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, pageMs);
  });
  const inTime = await Promise.race([answer, late]).catch(() => undefined);
  // A front door that stands before a server which is away answers in its place.
  if (inTime && inTime.status < 500) return inTime;
  const cache = await caches.open(cacheName).catch(() => undefined);
  return (await cache?.match('/').catch(() => undefined)) ?? answer;
}

async function kept(request: Request): Promise<Response | undefined> {
  try {
    return await caches.match(request);
  } catch {
    return undefined;
  }
}
