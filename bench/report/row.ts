/** A line of a table of figures: what, how much, beside what. */
export type Row = readonly [what: string, figure: string, beside: string];

/** Lines of Markdown for a table of these. */
export function markdownTable(rows: readonly Row[]): string[] {
  return ['| what | figure | beside it |', '|---|--:|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)];
}
