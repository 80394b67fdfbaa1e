import { afterAll, expect, test } from 'bun:test';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemp, tempFolder } from '../temp.ts';
import { HistoryFile, readHistory } from './history-file.ts';
import { Script } from './script.ts';
import { sums } from './sums.ts';

const folder = tempFolder();
afterAll(() => removeTemp(folder));

function talk(): Script {
  const s = Script.bothOpen();
  for (let i = 0; i < 400; i++) s.say('a', 'ann', `key\u2028-${i}`);
  return s.deliver('a', 3, 402).deliver('b', 3, 402).add({ is: 'fault', what: 'kill' });
}

function write(name: string, script: Script): { file: HistoryFile; path: string } {
  const path = join(folder, name);
  const file = new HistoryFile(path);
  for (const record of script.records) file.add(record);
  return { file, path };
}

function judge(path: string): { code: number; output: string } {
  const run = Bun.spawnSync([process.execPath, join(import.meta.dir, 'main.ts'), path]);
  return { code: run.exitCode, output: run.stdout.toString() };
}

test('a history comes back as it was written, and its judge is content', async () => {
  const history = talk().end();
  const { file, path } = write('good', talk());
  file.end(history.store);
  const read = await readHistory(path);
  expect(read).toEqual({ ...history, leftovers: [] });
  const counts = { acknowledged: 400, delivered: 802, sockets: 2, resets: 0, faults: { kill: 1 } };
  expect(sums(read)).toMatchObject(counts);
  expect(judge(path)).toMatchObject({ code: 0, output: expect.stringContaining('No anomaly.') });
});

test('what a run wrote before it died is judged, but for the store', async () => {
  const bad = talk().deliver('b', 402);
  const { file, path } = write('died', bad);
  file.flush();
  appendFileSync(path, '{"at":99999999,"is":"eve');
  expect(await readHistory(path)).toEqual({ records: bad.records, store: [], unfinished: true });
  const { code, output } = judge(path);
  expect(code).toBe(1);
  expect(output).toMatch(/^duplicate, room r: b got event 402 again/);
  expect(output).toContain('The run did not end');
  expect(output).toContain('\n1 anomalies.\n');
});

test('a line in the midst that is no record is an error', async () => {
  const { file, path } = write('torn', Script.bothOpen());
  file.flush();
  appendFileSync(path, 'torn\n{"at":99999999,"is":"fault","what":"none"}\n');
  const outcome = await readHistory(path).catch((error: unknown) => String(error));
  expect(outcome).toContain('No record of a history: torn');
});
