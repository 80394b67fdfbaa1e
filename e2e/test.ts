import { test as base, expect } from '@playwright/test';
import { Cable } from './cable.ts';
import { People, type Person } from './people.ts';
import type { Server } from './server.ts';
import { Servers } from './servers.ts';
import { freePort } from '../testkit/free-port.ts';

interface Options {
  /** Settings of the server, as environment variables. */
  settings: Record<string, string>;
  /** The public name to come by, through `cable`; null comes straight to the server on loopback. */
  publicName: string | null;
  /** Options of the command line, such as `--lan`. */
  commandLine: string[];
}

interface Fixtures {
  /** The network between browsers and server, when there is a public name; can be cut. */
  cable: Cable;
  /** A new server without an owner. */
  server: Server;
  /** Browser profiles. Any console error, page error, policy violation or foreign request in one fails the test. */
  people: People;
  /** The owner of the instance, signed in, with nothing open yet. */
  owner: Person;
}

/** What all tests of a worker have in common, one after the other. */
interface WorkerFixtures {
  servers: Servers;
  /** The cable's: a public name has the same port in every test. */
  cablePort: number;
}

/** A test with the product running for it alone. */
export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  servers: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const servers = new Servers();
      await use(servers);
      await servers.removeAll();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  // oxlint-disable-next-line no-empty-pattern -- The same.
  cablePort: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
  settings: [{}, { option: true }],
  publicName: [null, { option: true }],
  commandLine: [[], { option: true }],
  cable: async ({ cablePort }, use) => {
    const cable = new Cable();
    await cable.plugIn(cablePort);
    await use(cable);
    await cable.remove();
  },
  server: async ({ servers, settings, publicName, commandLine, cable }, use) => {
    const server = await servers.take(
      publicName === null ? settings : { ROOKERY_URL: `http://${publicName}:${cable.port}`, ...settings },
      commandLine,
    );
    cable.target = server.port;
    await use(server);
    await servers.giveBack(server);
  },
  people: async ({ server, cable, publicName, browser, viewport, locale }, use, info) => {
    const apiOrigin = `http://127.0.0.1:${server.port}`;
    const origin = publicName === null ? apiOrigin : `http://${publicName}:${cable.port}`;
    const people = new People(browser, { viewport, locale }, { origin, apiOrigin });
    await use(people);
    for (const { page, context, watch } of people.all) {
      if (info.status !== info.expectedStatus) {
        const body = await page.screenshot().catch(() => null);
        if (body) await info.attach(watch.name, { body, contentType: 'image/png' });
      }
      // What a test answers in the server's place may still be under way; that nobody waits for it any more is no fault.
      for (const each of context.pages()) await each.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
    expect(people.faults).toEqual([]);
  },
  owner: async ({ people, server }, use) => {
    await use(await (await people.person('ada')).claim(server.claimUrl, 'ada'));
  },
});

export { expect };
