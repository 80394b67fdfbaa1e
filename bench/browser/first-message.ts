import type { Scene } from './scene.ts';

/** A network as slow as the measures know: bytes a second in each direction, and ms for a way there and back. */
export interface SlowNetwork {
  bytesPerSecond: number;
  roundTripMs: number;
}

export interface VisitOptions {
  /** How many times slower than this machine the browser's CPU is made. */
  cpuSlowdown: number;
  network?: SlowNetwork;
}

/** Something that had arrived when the first message showed. */
export interface Arrival {
  url: string;
  /** As the browser's tools name it: `Script`, `Stylesheet`, `Fetch` and so on. */
  type: string;
  /** As it came over the network, with its headers. */
  bytes: number;
}

export interface Visit {
  /** From the start of the navigation until the first message was drawn. */
  firstMessageMs: number;
  arrivals: Arrival[];
}

/** Runs in the page, before anything of it: notes when a first message has been drawn. */
function noteFirstMessage(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.log .message .text')) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.addEventListener('message', () =>
        Object.assign(globalThis, { firstMessageMs: performance.now() }),
      );
      drawn.port1.start();
      drawn.port2.postMessage(null);
    });
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Opens a room in a browser that has never been here but is signed in. */
export async function visit(
  { chromium, reader, server }: Scene,
  room: string,
  { cpuSlowdown, network }: VisitOptions,
): Promise<Visit> {
  const tab = await chromium.tab(reader.cookie, server.url);
  const { page, cdp } = tab;
  await page.addInitScript(noteFirstMessage);
  await cdp.send('Network.enable');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
  if (network) {
    const { bytesPerSecond, roundTripMs } = network;
    const both = { downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond };
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: roundTripMs, ...both });
  }
  /** The browser's own clock of the network, in seconds, at the start of the navigation. */
  let beganAt: number | null = null;
  const known = new Map<string, { url: string; type: string }>();
  const finished: (Arrival & { at: number })[] = [];
  cdp.on('Network.requestWillBeSent', ({ timestamp }) => (beganAt ??= timestamp));
  cdp.on('Network.responseReceived', ({ requestId, response, type }) =>
    known.set(requestId, { url: response.url, type }),
  );
  cdp.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const one = known.get(requestId);
    if (one) finished.push({ ...one, bytes: encodedDataLength, at: timestamp });
  });
  await page.goto(`${server.url}/rooms/${room}`, { waitUntil: 'commit', timeout: 60_000 });
  const noted = await page.waitForFunction(
    () => Object.entries(globalThis).find(([name]) => name === 'firstMessageMs')?.[1],
    null,
    { timeout: 60_000 },
  );
  const firstMessageMs = Number(await noted.jsonValue());
  await tab.close();
  const until = (beganAt ?? 0) + firstMessageMs / 1000;
  const arrivals = finished
    .filter(({ at }) => at <= until)
    .map(({ url, type, bytes }) => ({ url, type, bytes }));
  return { firstMessageMs, arrivals };
}
