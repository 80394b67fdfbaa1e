import { startTcpProxy, type TcpProxy } from '../../testkit/tcp-proxy.ts';
import { en } from '../../web/src/text/en.ts';
import { startRookery } from '../processes/server.ts';
import type { Tab } from './chromium.ts';
import { heapOf, openRoom, reachedHead, sockets, type Scene } from './scene.ts';

const rounds = 40;
const messagesARound = 2_500;
const messagesPerSecond = 1_250;
/** The connection is lost in every so manieth round. */
const lostEvery = 4;
/** The heap is looked at after so many rounds. */
const lookedAtEvery = 5;
/** On a slow machine the day ends earlier, with fewer messages: a bench has to end. */
const longestMs = 150_000;

export interface DayFigures {
  messages: number;
  rooms: number;
  switches: number;
  reconnects: number;
  /** JavaScript heap in bytes, by how many messages had come. */
  heap: { messages: number; bytes: number }[];
}

/**
 * What a page holds after a day, pressed into minutes: rooms in which others write all the time, looked at in turn,
 * with members, jump list and settings opened and closed, scrolled back in, and the connection lost now and then.
 */
export async function measureDay(scene: Scene): Promise<DayFigures> {
  const { bench, rooms } = scene;
  const { load, port, dataFolder } = bench;
  const proxy = await startTcpProxy(port);
  const origin = `http://127.0.0.1:${proxy.port}`;
  const server = await startRookery({ core: null, port, dataFolder, publicUrl: origin });
  await load.run({ do: 'connect', group: 'day', port, sockets: sockets(scene, rooms), origin });
  const tab = await openRoom(scene, rooms[0] ?? '', origin);
  const heap: DayFigures['heap'] = [];
  const beganAt = performance.now();
  let round = 0;
  while (round < rounds && performance.now() - beganAt < longestMs) {
    round++;
    const talking = load.run({
      do: 'talk',
      group: 'day',
      posts: messagesARound,
      postsPerSecond: messagesPerSecond,
      seed: round,
    });
    await lookAround(tab, rooms[round % rooms.length] ?? '');
    if (round % lostEvery === 0) await loseConnection(tab, proxy);
    await talking;
    if (round % lookedAtEvery !== 0) continue;
    // Each time the same room is on show, so that like is compared with like.
    await show(tab, rooms[0] ?? '');
    await reachedHead(scene, tab, rooms[0] ?? '');
    heap.push({ messages: round * messagesARound, bytes: await heapOf(tab) });
    bench.say(
      `day: ${round * messagesARound} messages, heap ${((heap.at(-1)?.bytes ?? 0) / 1e6).toFixed(1)} MB`,
    );
  }
  await tab.close();
  await load.run({ do: 'disconnect', group: 'day' });
  await server.stop();
  await proxy.stop();
  return {
    messages: round * messagesARound,
    rooms: rooms.length,
    switches: round,
    reconnects: Math.floor(round / lostEvery),
    heap,
  };
}

/** Goes to a room by the list at the left. */
async function show({ page }: Tab, room: string): Promise<void> {
  await page.locator(`.rooms-pane a[href="/rooms/${room}"]`).click();
  await page.locator('.log[aria-busy="false"] .message').first().waitFor();
}

async function lookAround(tab: Tab, room: string): Promise<void> {
  const { page } = tab;
  await show(tab, room);
  await page.getByRole('button', { name: en.members.show, exact: true }).click();
  await page.locator('.details .member').first().waitFor();
  await page.locator('.details').getByRole('button', { name: en.members.hide, exact: true }).click();
  for (const opened of [en.palette.open, en.settings.open]) {
    await page.getByRole('button', { name: opened, exact: true }).click();
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  await page.locator('.log').hover();
  await page.mouse.wheel(0, -3_000);
  await page.locator('.jump').click();
}

/** Breaks every connection and waits for the page to be live again. */
async function loseConnection({ page }: Tab, proxy: TcpProxy): Promise<void> {
  const back = page.waitForEvent('websocket');
  proxy.cutAll();
  await back;
}
