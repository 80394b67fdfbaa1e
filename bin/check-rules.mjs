/** The rules of `docs/delivery.md` against the tests that say, in their first line, that they try them. */

const row = /^\| (D\d+\.\d+) \|.*\|([^|]*)\|$/gm;
const rule = /D\d+\.\d+/g;

/** Rules that a test file's first line names: `// Tries D6.1, D6.2.` */
export function triedBy(text) {
  const first = text.slice(0, text.indexOf('\n'));
  return first.startsWith('// Tries ') ? (first.match(rule) ?? []) : [];
}

/**
 * What does not fit together, a line each. `page`: the document's text. `tests`: file name to text, all test files.
 */
export function brokenRules(page, tests) {
  const wrong = [];
  const byFile = new Map(Object.entries(tests).map(([file, text]) => [file, new Set(triedBy(text))]));
  const known = new Set();
  for (const [, id, where] of page.matchAll(row)) {
    known.add(id);
    const named = new Set([...where.matchAll(/`([^`]+)`/g)].map(([, file]) => file));
    if (named.size === 0) wrong.push(`${id} is tried by no test`);
    for (const file of named) {
      if (!byFile.has(file)) wrong.push(`${id} names ${file}, which is not a test`);
      else if (!byFile.get(file).has(id))
        wrong.push(`${file} is said to try ${id}, but its first line does not say so`);
    }
    for (const [file, ids] of byFile) {
      if (ids.has(id) && !named.has(file))
        wrong.push(`${file} tries ${id}, but docs/delivery.md does not name it there`);
    }
  }
  if (known.size === 0) wrong.push('docs/delivery.md has no table of rules');
  for (const [file, ids] of byFile) {
    for (const id of ids)
      if (!known.has(id)) wrong.push(`${file} tries ${id}, which docs/delivery.md does not have`);
  }
  return wrong;
}
