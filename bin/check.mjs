/** `npm run check`: everything that can be judged without running the product. All checks run, whatever fails. */
import './node-version.mjs';
import { readFileSync } from 'node:fs';
import { badNames } from './check-names.mjs';
import { brokenRules } from './check-rules.mjs';
import { run } from './child.mjs';
import { main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile, inRoot } from './paths.mjs';
import { sourceFiles } from './source-files.mjs';
import { sumLine } from './test-sums.mjs';

const parts = ['contracts', 'platform', 'services', 'run', 'web', 'testkit', 'e2e', 'bench', 'deploy'];
const partsThatExist = () => parts.filter((part) => sourceFiles(part).some((file) => /\.tsx?$/.test(file)));

/** The program of an installed package, run by Node. */
const tool = (path, ...args) =>
  run(process.execPath, [inRoot('node_modules', ...path.split('/')), ...args], { env: { NO_COLOR: '1' } });
const bun = (...args) => run(bunFile, args);

async function names() {
  const bad = badNames(sourceFiles());
  return { code: bad.length === 0 ? 0 : 1, output: bad.join('\n') };
}

async function rules() {
  const read = (file) => readFileSync(inRoot(file), 'utf8');
  const tests = sourceFiles().filter((file) => /\.test\.tsx?$/.test(file));
  const wrong = brokenRules(
    read('docs/delivery.md'),
    Object.fromEntries(tests.map((file) => [file, read(file)])),
  );
  return { code: wrong.length === 0 ? 0 : 1, output: wrong.join('\n') };
}

const checks = {
  'lock file': () => run(process.execPath, [inRoot('bin', 'complete-lock.mjs'), '--check']),
  // TypeScript 7; the package `typescript` is 6, whose programming interface the border check needs.
  types: () => tool('typescript-native/bin/tsc', '--noEmit'),
  lint: () => tool('oxlint/bin/oxlint', '--deny-warnings'),
  format: () => tool('oxfmt/bin/oxfmt', '--check'),
  borders: () => tool('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '--', ...partsThatExist()),
  names,
  'delivery rules': rules,
  'dead code': () => tool('knip/bin/knip.js', '--no-progress'),
  'contract drift': () => bun('contracts/openapi.ts', '--check'),
  'settings in the README': () => bun('bin/readme-settings.ts', '--check'),
  'emoji data': () => bun('bin/emoji-data.ts', '--check'),
  'bundle budget': () => bun('web/build.ts', '--check-budget'),
};

await main(async () => {
  await install('all');
  const sum = { passed: 0, failed: 0 };
  for (const [name, check] of Object.entries(checks)) {
    const { code, output } = await check();
    if (code === 0) sum.passed += 1;
    else sum.failed += 1;
    console.log(`${name.padEnd(24)}${code === 0 ? 'ok' : 'failed'}`);
    if (code !== 0) console.log(output.trim().replaceAll(/^/gm, '    '));
  }
  console.log(sumLine(sum));
  return sum.failed > 0 ? 1 : 0;
});
