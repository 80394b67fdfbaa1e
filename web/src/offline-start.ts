const address = '/service-worker.js';

interface PolicyMaker {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL: (url: string) => string };
}

/** The page's policy lets no plain text become a worker's address; this is the one that may. */
function workerAddress(): string {
  const maker = (globalThis as { trustedTypes?: PolicyMaker }).trustedTypes;
  return (
    maker?.createPolicy('rookery-worker', { createScriptURL: () => address }).createScriptURL(address) ??
    address
  );
}

let script: string | undefined;
let installing: Promise<ServiceWorkerRegistration | undefined> | undefined;

/**
 * Has the browser keep the app, so that it starts when the server cannot be reached; looks for a newer one when it does
 * so already. Browsers offer that over HTTPS and on this computer only, and some not in private windows.
 */
export async function keepApp(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const known = await installing;
    if (known) await known.update();
    else {
      installing = navigator.serviceWorker.register((script ??= workerAddress()));
      await installing;
    }
  } catch {
    // The app then starts only with the server.
    installing = undefined;
  }
}
