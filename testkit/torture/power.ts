/**
 * Loss of power, from a record of the server's writes: at any moment only what was flushed is sure to be on the disk,
 * of the rest some or nothing.
 *
 * What this shows: that the server acknowledges, and lets others see, only what it has flushed, and that its store
 * opens again with all of that, whichever of the unflushed writes arrived. What it does not show: disks that lie about
 * flushing, writes that arrive in parts, other stores than `chats`, and file systems that lose the name of a new file.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../checker/check.ts';
import type { HistoryRecord, StoredRoom } from '../checker/history.ts';
import { startProcess } from '../process.ts';
import type { Random } from '../random.ts';
import { removeTemp, tempFolder } from '../temp.ts';
import { makeClients, pace } from './run.ts';
import { makeCrowd } from './people.ts';
import { Recorder } from './recorder.ts';
import { startTortured } from './server.ts';
import { readStore } from './stored.ts';
import { attachStrace } from './strace.ts';
import { type Call, readCalls, storeAt } from './writes.ts';

/** The longest that a post may be under way to the server's first write of it, by two clocks of one machine, in ms. */
const clockSlackMs = 50;

export interface PowerOptions {
  random: Random;
  forMs: number;
  /** At so many moments the power is lost; each is tried without the unflushed writes, and with some of them. */
  cuts: number;
}

/** Records a talk, loses the power at moments by chance, and judges each store that is left. */
export async function losePower({ random, forMs, cuts }: PowerOptions) {
  const dataFolder = tempFolder();
  const server = await startTortured(dataFolder);
  const crowd = await makeCrowd(server.running(), random, { people: 4, rooms: 2 });
  const base = tempFolder();
  // Nothing is under way: all of this was flushed by the commits that made it.
  cpSync(dataFolder, base, { recursive: true });
  const log = join(tempFolder(), 'calls');
  const paths = ['chats.sqlite', 'chats.sqlite-wal'].flatMap((file) => ['-P', join(dataFolder, file)]);
  const trace = ['-e', 'trace=pwrite64,write,fsync,fdatasync,ftruncate', '-ttt', '-y', '-x', '-s', '100000'];
  const strace = await attachStrace(server.running().pid, ['-o', log, ...trace, ...paths]);
  const recorder = new Recorder();
  const clients = makeClients({ clients: 8, random }, crowd, server.url, recorder);
  for (const client of clients) client.connect();
  const unpace = pace({ postsPerSecond: 300, random }, clients, recorder);
  await Bun.sleep(forMs);
  unpace();
  await server.kill();
  for (const client of clients) client.stop();
  await strace.detach();

  const calls = readCalls(readFileSync(log, 'latin1'));
  const anomalies: string[] = [];
  let acknowledged = 0;
  for (let i = 0; i < cuts; i++) {
    const cut = 1 + random.below(calls.length - 1);
    const records = before(recorder.records, calls[cut]?.atMs ?? 0);
    acknowledged += records.filter(({ is }) => is === 'ack').length;
    for (const arrived of [() => false, () => random.chance(50)]) {
      anomalies.push(...(await judged(records, () => reopened(base, calls.slice(0, cut), arrived), cut)));
    }
  }
  removeTemp(dataFolder);
  return { anomalies, acknowledged, calls: calls.length };
}

/** The anomalies of one store; that it cannot be opened any more is one too. */
async function judged(
  records: HistoryRecord[],
  reopen: () => Promise<StoredRoom[]>,
  cut: number,
): Promise<string[]> {
  try {
    const store = await reopen();
    return check({ records, store }).map((anomaly) => JSON.stringify({ cut, ...anomaly }));
  } catch (error) {
    return [JSON.stringify({ cut, kind: 'store lost', sentence: String(error) })];
  }
}

/** What was seen before a moment of the wall clock; of posts also what was just being sent. */
function before(records: readonly HistoryRecord[], atMs: number): HistoryRecord[] {
  const cutAt = atMs - performance.timeOrigin;
  return records.filter(({ is, at }) => at < (is === 'post' ? cutAt + clockSlackMs : cutAt));
}

/** The store as a new server finds it after those calls, of whose unflushed writes some arrived. */
async function reopened(base: string, calls: readonly Call[], arrived: () => boolean) {
  const folder = tempFolder();
  cpSync(base, folder, { recursive: true });
  for (const name of ['chats.sqlite', 'chats.sqlite-wal']) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    writeFileSync(
      path,
      storeAt(
        readFileSync(path),
        calls.filter((call) => call.file === name),
        arrived,
      ),
    );
  }
  rmSync(join(folder, 'chats.sqlite-shm'), { force: true });
  const server = await startProcess(folder);
  await server.stop();
  const store = readStore(folder);
  removeTemp(folder);
  return store;
}
