import type { Language } from './languages.ts';

/** What people write behind a fence, besides the names themselves. */
const labels: Readonly<Record<Language, string>> = {
  bash: 'sh shell zsh console',
  c: 'h',
  cpp: 'c++ cc hpp cxx',
  csharp: 'cs c#',
  css: '',
  diff: 'patch',
  dockerfile: 'docker',
  go: 'golang',
  ini: 'toml conf properties',
  java: '',
  javascript: 'js jsx mjs cjs',
  json: 'jsonc json5',
  kotlin: 'kt kts',
  markdown: 'md',
  php: '',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  sql: 'postgresql sqlite',
  swift: '',
  typescript: 'ts tsx mts cts',
  xml: 'html svg xhtml',
  yaml: 'yml',
};

const byLabel = new Map<string, Language>();
for (const [language, others] of Object.entries(labels) as [Language, string][])
  for (const label of [language, ...others.split(' ')]) if (label !== '') byLabel.set(label, language);

/** The language that a label means, in whatever case; undefined for those without colours. */
export const languageOf = (label: string): Language | undefined => byLabel.get(label.toLowerCase());
