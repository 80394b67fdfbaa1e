import { heapOf, openRoom, reachedHead, type Scene } from './scene.ts';

const messages = 10_000;
const messagesPerSecond = 500;

export interface ReceivedFigures {
  messages: number;
  /** JavaScript heap with the room open, in bytes: before they came, and after. */
  before: number;
  after: number;
}

/** What a page holds after many messages came into the room that it shows. */
export async function measureReceived(scene: Scene, room: string, group: string): Promise<ReceivedFigures> {
  const { bench, server } = scene;
  const tab = await openRoom(scene, room, server.url);
  const before = await heapOf(tab);
  await bench.load.run({ do: 'talk', group, posts: messages, postsPerSecond: messagesPerSecond, seed: 2 });
  await reachedHead(scene, tab, room);
  const after = await heapOf(tab);
  await tab.close();
  bench.say(
    `heap: ${(before / 1e6).toFixed(1)} MB, after ${messages} messages ${(after / 1e6).toFixed(1)} MB`,
  );
  return { messages, before, after };
}
