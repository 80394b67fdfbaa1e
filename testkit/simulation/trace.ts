import type { HistoryRecord } from '../checker/history.ts';

/** The records of a run as people read them: one a line, ids cut to what tells them apart. */
export function trace(records: readonly HistoryRecord[]): string[] {
  return records.map(({ at, is, ...rest }) => {
    const details = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
    return `${at.toFixed(3).padStart(12)} ${is.padEnd(12)} ${details.join(' ')}`;
  });
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{6}([0-9a-f]{6})/g, '~$1')
    .replaceAll(/x{9,}/g, 'xxx…')
    .replaceAll('"t":"event","v":1,', '');
}
