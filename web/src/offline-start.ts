import { workerAddress } from './worker-address.ts';

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
      installing = navigator.serviceWorker.register(workerAddress('/service-worker.js'));
      await installing;
    }
  } catch {
    // The app then starts only with the server.
    installing = undefined;
  }
}
