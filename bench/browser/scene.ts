/** A server, people who talk there, and the one whose browser is measured. */
import { Person } from '../../testkit/person.ts';
import type { SocketPlan } from '../load/commands.ts';
import type { Bench } from '../measures/bench.ts';
import type { ServerProcess } from '../processes/server.ts';
import type { Chromium, Tab } from './chromium.ts';

const names = [
  'Ada Lindqvist',
  'Grace Okafor',
  'Tomás Ferreira',
  'نور الهدى',
  'Bernadette van der Westhuizen-Achterberg',
  'Jo',
  '山田 花子',
  'Łukasz Żółkiewski',
  'Priya',
  'דוד לוי',
  'Mads',
  'Zoë',
];
const roomNames = ['Choir weekend', 'Allotment 14', 'Kitchen rota', 'Saturday football', 'Lake house'];

export interface Scene {
  bench: Bench;
  chromium: Chromium;
  server: ServerProcess;
  /** Whose browser is measured: in every room, never writing by other means. */
  reader: Person;
  /** Everybody else. */
  writers: Person[];
  rooms: string[];
}

/** Registers everybody and lets them into all rooms. */
export async function setScene(bench: Bench, chromium: Chromium, server: ServerProcess): Promise<Scene> {
  const { port, dataFolder } = bench;
  const world = { url: server.url, port, claimUrl: null, dataFolder, stop: () => server.stop() };
  const [reader, ...writers] = [
    await new Person(world).register('reader'),
    ...(await Promise.all(names.map((_, i) => new Person(world).register(`writer-${i}`)))),
  ];
  const [host] = writers;
  if (!reader || !host) throw new Error('nobody was registered');
  await Promise.all(
    writers.map((writer, i) => writer.users.changeMe({ body: { displayName: names[i] ?? '' } })),
  );
  const rooms: string[] = [];
  for (const name of roomNames) {
    const { id } = await host.room(name);
    await host.letIn(id, reader, ...writers.slice(1));
    rooms.push(id);
  }
  return { bench, chromium, server, reader, writers, rooms };
}

/** A socket for every writer, over these rooms in turn. */
export function sockets({ writers }: Scene, rooms: readonly string[]): SocketPlan[] {
  return writers.flatMap(({ cookie }, i) => {
    const room = rooms[i % rooms.length];
    return room === undefined ? [] : [{ cookie, room }];
  });
}

/** The reader's page, with the newest messages of a room on show. */
export async function openRoom({ chromium, reader }: Scene, room: string, origin: string): Promise<Tab> {
  const tab = await chromium.tab(reader.cookie, origin);
  await tab.page.goto(`${origin}/rooms/${room}`);
  await tab.page.locator('.log .message').first().waitFor();
  // Otherwise it begins where reading stopped.
  await tab.page.locator('.composer textarea').press('Escape');
  return tab;
}

/** Waits until the newest event of a room is on the page, at the end of the conversation. */
export async function reachedHead({ reader }: Scene, { page }: Tab, room: string): Promise<void> {
  const { head } = await reader.chats.room({ params: { room } });
  await page.locator(`.log [data-seq="${head}"]`).waitFor({ timeout: 60_000 });
}

/** JavaScript heap of a page after a collection of garbage, in bytes. */
export async function heapOf({ cdp }: Tab): Promise<number> {
  // What the first one finds finished may hold other things, which the second one gets.
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
