/** Whether every `ROOKERY_…` of the environment is a setting: a misspelt one would leave the default in force unnoticed. */
import { closest } from 'fastest-levenshtein';
import { SettingError } from './setting-error.ts';
import { settingsTable } from './settings-table.ts';

/** What our own scripts tell the processes that they start. */
const internal = ['ROOKERY_PARENT'];
/** `readLimits` knows these one by one. */
const limitPrefix = 'ROOKERY_LIMIT_';

const known: readonly string[] = settingsTable
  .map(({ name }) => name)
  .filter((name) => !name.startsWith(limitPrefix));

/**
 * What Kubernetes tells every container about a Service that is called `rookery` or `rookery-…`:
 * `ROOKERY_WEB_SERVICE_HOST=10.0.0.7`, `ROOKERY_PORT=tcp://10.0.0.7:4000`, `ROOKERY_PORT_4000_TCP_ADDR=…`.
 */
function isServiceLink(name: string, value: string): boolean {
  return (
    /_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
    (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value))
  );
}

/** Throws `SettingError` for a `ROOKERY_…` that is no setting. An empty one counts as not set. */
export function refuseUnknown(env: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(env)) {
    if (!value || !name.startsWith('ROOKERY_') || name.startsWith(limitPrefix)) continue;
    if (known.includes(name) || internal.includes(name) || isServiceLink(name, value)) continue;
    throw new SettingError(
      `${name} is not a setting. The nearest one is ${closest(name, known)}; \`rookery help\` lists them all.`,
    );
  }
}
