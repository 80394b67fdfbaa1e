import { Chromium } from '../browser/chromium.ts';
import { measureDay, type DayFigures } from '../browser/day.ts';
import { measureFirstLoad, type FirstLoadFigures } from '../browser/first-load.ts';
import { measureReceived, type ReceivedFigures } from '../browser/received.ts';
import { setScene, sockets } from '../browser/scene.ts';
import { measureScrolling, type ScrollingFigures } from '../browser/scrolling.ts';
import { measureTyping, type TypingFigures } from '../browser/typing.ts';
import { startRookery } from '../processes/server.ts';
import type { Bench } from './bench.ts';

/** Messages in the room that is looked at. */
const history = 100_000;

export interface BrowserFigures {
  /** Of Chromium. */
  version: string;
  history: number;
  firstLoad: FirstLoadFigures;
  scrolling: ScrollingFigures;
  received: ReceivedFigures;
  typing: TypingFigures;
  day: DayFigures;
}

/** How the browser app does in a real browser, which has all cores to itself together with the server. */
export async function measureBrowser(bench: Bench): Promise<BrowserFigures> {
  const { load, port, dataFolder, say } = bench;
  const server = await startRookery({ core: null, port, dataFolder });
  const chromium = await Chromium.launch();
  try {
    const scene = await setScene(bench, chromium, server);
    const room = scene.rooms[0] ?? '';
    const group = 'writers';
    await load.run({ do: 'connect', group, port, sockets: sockets(scene, [room]) });
    const { seconds } = await load.run({ do: 'talk', group, posts: history, postsPerSecond: null, seed: 1 });
    say(`${history} messages written in ${seconds.toFixed(1)} s`);
    const firstLoad = await measureFirstLoad(scene, room);
    const scrolling = await measureScrolling(scene, room);
    const received = await measureReceived(scene, room, group);
    const typing = await measureTyping(scene, room, group);
    await load.run({ do: 'disconnect', group });
    await server.stop();
    const day = await measureDay(scene);
    return { version: chromium.version, history, firstLoad, scrolling, received, typing, day };
  } finally {
    await chromium.close();
  }
}
