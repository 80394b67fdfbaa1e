import type { Cpu } from '../load/commands.ts';
import { median } from './statistics.ts';

/** The middle shares of several runs; null where they could not be read. */
export function medianCpu(shares: readonly Cpu[]): Cpu {
  const middle = (values: (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : median(known);
  };
  return {
    server: middle(shares.map(({ server }) => server)),
    load: middle(shares.map(({ load }) => load)),
    waited: middle(shares.map(({ waited }) => waited)),
  };
}

const percent = (share: number | null) => (share === null ? '?' : `${Math.round(share * 100)} %`);

/** Once it matters, for what share of the time other programs held ours up. */
export function heldUp({ waited }: Pick<Cpu, 'waited'>): string {
  return waited !== null && waited > 0.03 ? `, held up by other programs ${percent(waited)}` : '';
}

/** Who was busy; and, once it matters, for how long other programs held the server up. */
export function cpuText({ server, load, waited }: Cpu): string {
  return `CPU: server ${percent(server)}, load ${percent(load)}${heldUp({ waited })}`;
}

/** The server's CPU time for one of what it did so many times a second, such as `4.3 µs CPU each`. */
export function cpuEach({ server }: Cpu, perSecond: number): string {
  return server === null ? '' : `${((server / perSecond) * 1e6).toFixed(2)} µs CPU each; `;
}
