/** `bun testkit/checker/main.ts FILE`: judges a history that was written down; ends with 1 if a promise was broken. */
import { check } from './check.ts';
import { readHistory } from './history-file.ts';
import { sums } from './sums.ts';

const path = process.argv[2];
if (path === undefined) {
  console.error('Which history? Write: bun testkit/checker/main.ts FILE');
  process.exit(2);
}
const history = await readHistory(path);
const found = check(history);
for (const { kind, rule, room, sentence, records } of found) {
  const where = records.length > 0 ? ` (records ${records.join(', ')})` : '';
  console.log(`${kind}, room ${room}: ${sentence}${where}. Broken: ${rule}.`);
}
console.log(JSON.stringify(sums(history)));
if (history.unfinished) console.log('The run did not end: what its store held was not judged.');
console.log(found.length === 0 ? 'No anomaly.' : `${found.length} anomalies.`);
process.exitCode = found.length === 0 ? 0 : 1;
