import { Counter } from 'prom-client';
import type { Metrics } from '../../platform/metrics.ts';
import { inMemory, readAssets, type Asset, type Assets } from './assets.ts';
import { docsPage } from './docs-page.ts';
import { securityHeaders } from './headers.ts';
import { bestForm, isFresh } from './negotiate.ts';

export interface WebDeps {
  /** Where `web/build.ts` wrote the app. */
  assetsFolder: string;
  /** Origins that the app may be opened at, such as `http://127.0.0.1:4000`. */
  allowedOrigins: () => readonly string[];
  version: string;
  /** False: browsers that start without the server stop doing so. */
  offlineStart: boolean;
  /** Whether the public address is HTTPS. */
  https: boolean;
  log: { info: (fields: object, message: string) => void };
  metrics: Metrics;
}

export interface WebService {
  /** GET and HEAD of the app's files, of its page at any other path, and of the API's description. Before `start`: 503. */
  fetch(request: Request): Promise<Response>;
  /** Reads the built app into memory. Throws when it is not built. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const forever = 'public, max-age=31536000, immutable';
const checkEachTime = 'no-cache';

/** Takes the place of the worker and then itself out of the browser, with all that it kept. */
const noWorker = inMemory(
  'text/javascript; charset=utf-8',
  `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
`,
);

/** Serves the browser app. All files are in memory by their public path, so no path can lead anywhere else. */
export function create(deps: WebDeps): WebService {
  const answers = new Counter({
    name: 'rookery_web_answers_total',
    help: 'Answers of the app and its files, by status.',
    labelNames: ['status'],
    registers: [deps.metrics],
  });
  let assets: Assets | undefined;
  let docs: Asset | null = null;

  async function start(): Promise<void> {
    assets = await readAssets(deps.assetsFolder);
    docs = assets.openapi && docsPage(assets.openapi.plain, assets.docsStyle, deps.version);
    deps.log.info({ files: assets.files.size, folder: deps.assetsFolder }, 'the browser app is in memory');
  }

  async function fetch(request: Request): Promise<Response> {
    const response = answer(request);
    answers.labels(String(response.status)).inc();
    return response;
  }

  function answer(request: Request): Response {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    }
    if (!assets) return plain(503, 'Rookery is starting.', { 'retry-after': '1' });
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz' || pathname === '/readyz') return plain(200, 'ok');
    if (pathname === '/favicon.ico') return plain(404, 'Not here.');
    if (pathname === '/api/openapi.json')
      return assets.openapi ? send(request, assets.openapi, checkEachTime) : plain(404, 'Not here.');
    if (pathname === '/api/docs') return docs ? send(request, docs, checkEachTime) : plain(404, 'Not here.');
    // A worker that misbehaves in people's browsers is got rid of by the next one, so no copy of it may be believed.
    if (pathname === '/service-worker.js') {
      if (!deps.offlineStart) return send(request, noWorker, checkEachTime);
      return assets.worker ? send(request, assets.worker, checkEachTime) : plain(404, 'Not here.');
    }
    if (isOthers(pathname)) return plain(404, 'Not here.');
    if (pathname.startsWith('/assets/')) {
      const asset = assets.files.get(pathname);
      return asset ? send(request, asset, forever) : plain(404, 'Not here.');
    }
    return send(request, assets.page, checkEachTime);
  }

  function send(request: Request, asset: Asset, cacheControl: string): Response {
    const { bytes, encoding } = bestForm(asset, request.headers.get('accept-encoding'));
    const etag = encoding ? `${asset.etag.slice(0, -1)}-${encoding}"` : asset.etag;
    const headers: Record<string, string> = {
      ...securityHeaders(deps.allowedOrigins(), deps.https),
      'cache-control': cacheControl,
      etag,
      vary: 'accept-encoding',
    };
    if (isFresh(request.headers.get('if-none-match'), etag))
      return new Response(null, { status: 304, headers });
    headers['content-type'] = asset.type;
    headers['content-length'] = String(bytes.byteLength);
    if (encoding) headers['content-encoding'] = encoding;
    return new Response(request.method === 'HEAD' ? null : bytes, { headers });
  }

  function plain(status: number, text: string, more: Record<string, string> = {}): Response {
    const headers = {
      ...securityHeaders(deps.allowedOrigins(), deps.https),
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      ...more,
    };
    return new Response(`${text}\n`, { status, headers });
  }

  return { fetch, start, stop: async () => undefined };
}

/** Paths that other services own: the page must not answer for them, or a mistyped call would look like a success. */
function isOthers(pathname: string): boolean {
  return /^\/(api|internal)(\/|$)/.test(pathname) || pathname === '/live' || pathname === '/metrics';
}
