// Tries D5.1.
import { expect, test } from 'bun:test';
import { memoryOf } from '../../bench/processes/usage.ts';
import { eventually } from '../../testkit/eventually.ts';
import { sendHostile, type Sent } from '../../testkit/frame-fuzz/hostile.ts';
import { fuzzCorpus, fuzzedTexts } from '../../testkit/frame-fuzz/texts.ts';
import {
  eventsOf,
  expectSeqs,
  follow,
  gather,
  newcomer,
  post,
  reached,
  wholeLog,
} from '../../testkit/gathering.ts';
import { startProcess } from '../../testkit/process.ts';
import { seededRandom } from '../../testkit/random.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';

/** `npm run fuzz` asks for more, or for the seed of a run that failed. */
const frames = Number(process.env['ROOKERY_FUZZ_FRAMES'] ?? 100_000);
const seed = Number(process.env['ROOKERY_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const senders = 4;
const grownMostMiB = 50;
const minutes = 60_000;

/** Sums of what was sent and answered, for who reads the output. */
function summary(all: readonly Sent[]): string {
  const sums = (of: (sent: Sent) => Map<unknown, number>) => {
    const sum = new Map<unknown, number>();
    for (const sent of all) for (const [key, n] of of(sent)) sum.set(key, (sum.get(key) ?? 0) + n);
    return [...sum].map(([key, n]) => `${String(key)} ${n}`).join(', ');
  };
  const connections = all.reduce((sum, sent) => sum + sent.connections, 0);
  return `${connections} connections; answers: ${sums(({ answers }) => answers)}; closed with: ${sums(({ closes }) => closes)}`;
}

test(
  `${frames} frames of all sorts, seed ${seed}: the server answers, keeps its size, and others miss nothing`,
  async () => {
    console.log(`the same again: npm run fuzz -- --frames ${frames} --seed ${seed}`);
    const folder = tempFolder();
    const server = await startProcess(folder, { ROOKERY_LOG: 'silent' });
    try {
      const { room, owner, others: hostile } = await gather(server, senders);
      const stranger = await newcomer(server);
      const notTheirs = await stranger.room();
      const corpus = fuzzCorpus(seed, {
        rooms: [room.id, room.id, notTheirs.id, crypto.randomUUID(), ''],
        users: [owner.id, ...hostile.map(({ id }) => id), 'nobody-at-all', '?'],
      });
      const watching = await follow(owner, room.id, { after: 0 });
      const memory = () => memoryOf(server.pid)?.resident ?? 0;
      const send = (share: number, run: number) =>
        Promise.all(
          hostile.map((person, i) => {
            const own = seed + run * senders + i;
            const random = seededRandom(own);
            return sendHostile(person, (frames * share) / senders, fuzzedTexts(own, corpus), random);
          }),
        );

      const first = await send(0.1, 0);
      const before = memory();
      const rest = await send(0.9, 1);
      const after = memory();
      console.log(
        `${before.toFixed(0)} MiB after a tenth, ${after.toFixed(0)} MiB at the end; ${summary([...first, ...rest])}`,
      );

      const { seq } = await post(watching, room.id, 'still here');
      await reached(watching, room.id, seq, 60_000);
      expectSeqs(eventsOf(watching, room.id), 1, seq);
      expect(eventsOf(watching, room.id)).toEqual(await wholeLog(owner, room.id));
      // What a collection of garbage takes away was no growth.
      await eventually(() => expect(memory() - before).toBeLessThan(grownMostMiB));
    } finally {
      await server.stop();
      removeTemp(folder);
    }
  },
  10 * minutes,
);
