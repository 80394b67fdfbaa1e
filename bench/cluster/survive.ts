import type { Outcome } from '../load/commands.ts';
import type { LoadGenerator } from '../processes/load.ts';
import { livePorts, loadedCluster } from './people.ts';

const people = 100;
const socketsEach = 100;
const timed = { seconds: 20, postsPerSecond: 5 } as const;
/** From the first post until a `live` process is killed, in ms. */
const killAfterMs = 4_000;

/** 10,000 sockets over two `live` processes, of which one is killed. */
export async function measureSurvival(load: LoadGenerator): Promise<Outcome['survive']> {
  const { world, people: made } = await loadedCluster({ live: 2, chats: 2, gateway: 1 }, people);
  const room = made.sharedRoom;
  const cookies = Array.from({ length: socketsEach }, () => made.people.map(({ cookie }) => cookie)).flat();
  const sockets = cookies.map((cookie) => ({ cookie, room }));
  load.onReady = () => void setTimeout(() => void world.kill('live', 1), killAfterMs);
  const command = { do: 'survive', ports: livePorts(world), origin: world.url, sockets, ...timed } as const;
  const figures = await load.run(command);
  load.onReady = () => undefined;
  await world.stop();
  return figures;
}
