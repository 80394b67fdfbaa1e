/**
 * `npm test`: installs what the tests need, runs them all, and ends with `N passed, N failed`.
 * `npm test -- unit [word]`, `postgres [word]`, `e2e [word]` and `cluster [word]` run one part, or those files of it whose
 * path has the word.
 */
import './node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWeb } from './build-web.mjs';
import { run } from './child.mjs';
import { installChromium } from './chromium.mjs';
import { Failure, main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';
import { sourceFiles } from './source-files.mjs';
import { installTestServers } from './test-servers.mjs';
import { addSums, bunSums, playwrightSums, sumLine } from './test-sums.mjs';

function readReport(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Tests in Bun, of the files that `wanted` takes; `runner` is what comes before `bun` in the command. */
async function bunTests(words, report, wanted, { runner = [], show = true } = {}) {
  const files = sourceFiles()
    .filter((file) => /\.test\.(tsx?|mjs)$/.test(file) && wanted(file))
    .filter((file) => words.every((word) => file.includes(word)));
  if (files.length === 0) return { passed: 0, failed: 1, note: 'no test file was found' };
  const options = ['--timeout=30000', '--reporter=junit', `--reporter-outfile=${report}`];
  const [program, ...args] = [...runner, bunFile, 'test', ...options, ...files.map((file) => `./${file}`)];
  const { code, output } = await run(program, args, { show });
  return { ...bunSums(readReport(report), code), output };
}

/** Unit and service tests, on SQLite where they have a store. */
const unit = (words, reports) =>
  bunTests(words, join(reports, 'bun.xml'), (file) => !/^e2e\/|postgres\.test\.ts$/.test(file));

/**
 * The tests of the services that have a store, and of who is fed by one, once more on PostgreSQL, and those of PostgreSQL
 * itself. Tests that mind the store little and take long are run on it by `npm run check:postgres` only.
 */
function postgres(words, reports, show = true) {
  const stores =
    /^(platform\/(migrate|outbox)|services\/(auth|users|chats|live)\/|testkit\/(crash|restart|outage|unread-exact|mentions-on-devices|rest-(?!authorisation|limits)))|postgres\.test\.ts$/;
  const runner = [bunFile, inRoot('testkit', 'postgres.ts')];
  return bunTests(words, join(reports, 'postgres.xml'), (file) => stores.test(file), { runner, show });
}

/** Both at once: neither keeps two cores busy. What the second says comes after the first. */
async function unitAndPostgres(words, reports) {
  const both = [unit(words, reports), postgres(words, reports, false)];
  await both[0];
  console.log((await both[1]).output);
  return Promise.all(both);
}

/** Browser tests, in Playwright on Node; `runner` is what comes before `node` in the command. */
async function browserTests(words, report, env = {}, runner = []) {
  await installChromium();
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const command = [process.execPath, cli, 'test', '--config', 'e2e/playwright.config.ts', ...words];
  const [program, ...args] = [...runner, ...command];
  const { code } = await run(program, args, { show: true, env: { ...env, ROOKERY_E2E_REPORT: report } });
  return playwrightSums(readReport(report), code);
}

const e2e = (words, reports) => browserTests(words, join(reports, 'playwright.json'));

/** What depends on how the services are joined; the other browser tests try the page alone. */
const joined = [
  'accounts',
  'claim',
  'devices',
  'invites',
  'jump',
  'keyboard',
  'lan-name',
  'membership',
  'mentions',
  'message-details',
  'messages',
  'network',
  'notifications',
  'offline',
  'outbox',
  'outsider',
  'phone',
  'reading-aloud',
  'typed-lines',
  'undo',
  'unread',
  'use-on-phone',
];

/** Browser tests once more, on separate services over PostgreSQL and NATS behind a front door. */
async function cluster(words, reports) {
  const runner = [bunFile, inRoot('testkit', 'postgres.ts')];
  const files = words.length > 0 ? words : joined.map((name) => `e2e/${name}.test`);
  const env = { ROOKERY_E2E_WIRING: 'cluster' };
  return browserTests(files, join(reports, 'cluster.json'), env, runner);
}

await main(async () => {
  const [part, ...words] = process.argv.slice(2);
  const parts = {
    unit: [unit],
    postgres: [postgres],
    e2e: [e2e],
    cluster: [cluster],
    undefined: [unitAndPostgres, e2e, cluster],
  }[part];
  if (!parts)
    throw new Failure(
      `${part} is not a part of the tests: write npm test, or npm test -- unit, postgres, e2e or cluster.`,
    );
  await install('all');
  await installTestServers();
  await buildWeb();
  const reports = mkdtempSync(join(tmpdir(), 'rookery-test-'));
  const sums = [];
  try {
    for (const runPart of parts) sums.push(...[await runPart(words, reports)].flat());
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  for (const { note } of sums) if (note) console.log(`Counted as failed: ${note}.`);
  const sum = addSums(sums);
  console.log(sumLine(sum));
  return sum.failed > 0 ? 1 : 0;
});
