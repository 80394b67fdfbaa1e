/** Writes the table of settings into the README, or with --check says whether the one there is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsMarkdown } from '../platform/settings-table.ts';

const readme = new URL('../README.md', import.meta.url);
const marks = /(<!-- settings -->\n).*?(\n<!-- end of settings -->)/s;

const text = readFileSync(readme, 'utf8');
if (!marks.test(text)) {
  console.error('README.md lacks the lines <!-- settings --> and <!-- end of settings -->.');
  process.exit(1);
}
const current = text.replace(
  marks,
  (_, before: string, after: string) => before + settingsMarkdown() + after,
);
if (!process.argv.includes('--check')) {
  writeFileSync(readme, current);
} else if (current !== text) {
  console.error('The table of settings in README.md is not current. Run: npx bun bin/readme-settings.ts');
  process.exit(1);
}
