import type { Member } from './member.ts';

/** A line for each process: its name, state, process id, port and log. */
export function tableOf(members: readonly Member[]): string {
  const rows = [
    ['process', 'state', 'pid', 'port', 'log'],
    ...members.map(({ options, state, pid }) => [
      options.name,
      state,
      String(pid ?? '–'),
      String(options.port),
      options.logFile,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
