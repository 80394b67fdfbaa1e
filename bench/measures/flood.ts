import { Person } from '../../testkit/person.ts';
import { frameBytes, opcode, RawSocket } from '../../testkit/raw-socket.ts';
import { members } from '../processes/people.ts';
import { startRookery } from '../processes/server.ts';
import { memoryOf } from '../processes/usage.ts';
import { median } from '../report/statistics.ts';
import { bodyUnits, type Bench } from './bench.ts';

const rounds = 6;
const seconds = 10;
const postsPerSecond = 200;
/** Posts in one write, which go out whatever is answered. */
const together = 1_000;
/** A flooder that was closed comes back after so long, in ms. */
const backMs = 100;

export interface FloodFigures {
  seconds: number;
  /** How often the server closed the flooder, and for flooding. */
  closed: number;
  refused: number;
  /** How often the flooder was not let in again: who floods again and again waits. */
  turnedAway: number;
  /** The others' p99 without and with the flood, medians of the rounds, in ms. */
  calm: number;
  flooded: number;
  /** How much more memory the server had at most than before, in MiB; null where it cannot be read. */
  grown: number | null;
}

/** One member who posts to the shared room as fast as the connection takes it, and comes back whenever closed. */
class Flooder {
  closed = 0;
  refused = 0;
  turnedAway = 0;
  private stopping = false;
  private posts = 0;

  constructor(
    private readonly person: Person,
    private readonly room: string,
  ) {}

  async run(): Promise<void> {
    while (!this.stopping) {
      const raw = await RawSocket.open(this.person).catch(() => null);
      if (!raw) {
        this.turnedAway++;
        await Bun.sleep(backMs);
        continue;
      }
      raw.send({ t: 'hello' });
      const ended = raw.ended.then(() => 'closed');
      while (!this.stopping) {
        raw.write(this.burst());
        if ((await Promise.race([ended, Bun.sleep(1)])) !== 'closed') continue;
        this.closed++;
        break;
      }
      raw.destroy();
      this.refused += raw.frames.filter(({ t }) => t === 'refused').length;
      await Bun.sleep(backMs);
    }
  }

  stop(): void {
    this.stopping = true;
  }

  private burst(): Buffer {
    const body = 'x'.repeat(bodyUnits);
    const frames = Array.from({ length: together }, () => {
      // The mark 0 is that of an unmeasured post: only what the others post is timed.
      const key = `flood-${Date.now().toString(36)}-${++this.posts}-0`;
      return frameBytes(opcode.text, JSON.stringify({ t: 'post', room: this.room, key, body }));
    });
    return Buffer.concat(frames);
  }
}

/**
 * What a member who floods the room costs the server's memory and the others' time from post to delivery, with every
 * limit as it is for whoever changes nothing.
 */
export async function measureFlood(bench: Bench): Promise<FloodFigures> {
  const { cores, load, port, dataFolder, say } = bench;
  const server = await startRookery({ core: cores.server, port, dataFolder, rateLimits: true });
  const world = { url: server.url, port, claimUrl: null, dataFolder, stop: () => server.stop() };
  const person = await new Person(world).login(`bench-${bench.people.people.length - 1}`);
  // The flooder's own other sockets are not among those whose time counts: what they may post is counted together.
  const others = members(bench.people).slice(0, -1);
  await load.run({ do: 'connect', group: 'members', port, sockets: others });
  const timed = { group: 'members', serverPids: [server.pid], seconds, postsPerSecond, bodyUnits } as const;
  const p99 = async () => (await load.run({ do: 'latency', ...timed })).percentiles[99] ?? Number.NaN;
  await p99();
  const resident = () => memoryOf(server.pid)?.resident ?? null;
  const before = resident();
  let most = before ?? 0;
  const [calm, flooded]: [number[], number[]] = [[], []];
  let [closed, refused, turnedAway] = [0, 0, 0];
  const sampling = setInterval(() => (most = Math.max(most, resident() ?? 0)), 100);
  for (let i = 0; i < rounds; i++) {
    calm.push(await p99());
    const flooder = new Flooder(person, bench.people.sharedRoom);
    const flooding = flooder.run();
    flooded.push(await p99());
    flooder.stop();
    await flooding;
    closed += flooder.closed;
    refused += flooder.refused;
    turnedAway += flooder.turnedAway;
    say(`flood: p99 ${calm.at(-1)?.toFixed(2)} ms, flooded ${flooded.at(-1)?.toFixed(2)} ms; ${most} MiB`);
  }
  clearInterval(sampling);
  await load.run({ do: 'disconnect', group: 'members' });
  await server.stop();
  const grown = before === null ? null : most - before;
  const sums = { seconds: rounds * seconds, closed, refused, turnedAway };
  return { ...sums, calm: median(calm), flooded: median(flooded), grown };
}
