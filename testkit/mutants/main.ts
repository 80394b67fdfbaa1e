/**
 * `npm run mutants [-- words of a name]`: breaks the product on purpose, one way after the other, in copies of it, and
 * shows that simulation, torture or a test finds each. Ends with 1 when one survives.
 */
import { brokenCopy } from './broken-copy.ts';
import { finderName, run } from './find.ts';
import type { Finder } from './mutant.ts';
import { mutants } from './mutants.ts';

const words = process.argv.slice(2).join(' ');
const chosen = mutants.filter(({ name }) => name.includes(words));
if (chosen.length === 0) {
  console.error(
    `No mutant has "${words}" in its name. There are: ${mutants.map(({ name }) => name).join('; ')}.`,
  );
  process.exit(1);
}

// A finder that fails without a fault would "find" everything.
const finders = new Map<string, Finder>(
  chosen.flatMap(({ foundBy }) => foundBy).map((finder) => [finderName(finder), finder]),
);
const sound = brokenCopy([]);
try {
  for (const [name, finder] of finders) {
    const { found, why } = await run(finder, sound.folder);
    if (!found) continue;
    console.error(`${name} fails although nothing is broken: ${why}`);
    process.exit(1);
  }
} finally {
  sound.remove();
}

let survivors = 0;
for (const { name, rule, changes, foundBy, onlyTest } of chosen) {
  const copy = brokenCopy(changes);
  let caught: string | undefined;
  try {
    for (const finder of foundBy) {
      const { found, why } = await run(finder, copy.folder);
      if (!found) continue;
      caught = `${finderName(finder)}: ${why}`;
      break;
    }
  } finally {
    copy.remove();
  }
  if (caught === undefined) survivors++;
  console.log(
    `${rule.padEnd(6)} ${name.padEnd(48)} ${caught === undefined ? 'SURVIVED' : `caught by ${caught}`}`,
  );
  if (onlyTest !== undefined) console.log(`${' '.repeat(7)}(${onlyTest})`);
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants caught.`);
process.exitCode = survivors === 0 ? 0 : 1;
