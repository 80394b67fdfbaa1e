interface PolicyMaker {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string };
}

/** The offline start, and what else the build makes as a worker. */
const isOurs = (path: string): boolean =>
  path === '/service-worker.js' || /^\/assets\/[\w-]+\.js$/.test(path);

let policy: { createScriptURL: (url: string) => string } | undefined;

/** A path as the address of a worker: the page's policy lets no plain text become one. Throws for any that is not ours. */
export function workerAddress(path: string): string {
  const maker = (globalThis as { trustedTypes?: PolicyMaker }).trustedTypes;
  const createScriptURL = (url: string): string => {
    if (!isOurs(url)) throw new TypeError('This is no worker of the app.');
    return url;
  };
  policy ??= maker?.createPolicy('rookery-worker', { createScriptURL }) ?? { createScriptURL };
  return policy.createScriptURL(path);
}
