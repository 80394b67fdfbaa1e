import type { Outcome } from './run.ts';

/** What all rounds of a run came to. */
export interface Totals {
  seed: number;
  /** When the run began, in milliseconds since 1970. */
  beganAt: number;
  seconds: number;
  rounds: number;
  acknowledged: number;
  delivered: number;
  connections: number;
  kills: number;
  stops: number;
  restarts: number;
  disksFull: number;
  disksFailing: number;
  powerLosses: number;
  cuts: number;
  refused: Record<string, number>;
  worstRecoveryMs: number;
  anomalies: number;
}

/** Totals of a run that has just begun. */
export function noTotals(seed: number): Totals {
  return {
    seed,
    beganAt: Date.now(),
    seconds: 0,
    rounds: 0,
    acknowledged: 0,
    delivered: 0,
    connections: 0,
    kills: 0,
    stops: 0,
    restarts: 0,
    disksFull: 0,
    disksFailing: 0,
    powerLosses: 0,
    cuts: 0,
    refused: {},
    worstRecoveryMs: 0,
    anomalies: 0,
  };
}

/** Adds what a round came to. */
export function addRound(totals: Totals, { recorder, anomalies, worstRecoveryMs }: Outcome): void {
  const times = (isMeant: (what: string) => boolean) =>
    [...recorder.faults].reduce((sum, [what, count]) => (isMeant(what) ? sum + count : sum), 0);
  totals.acknowledged += recorder.acknowledged;
  totals.delivered += recorder.deliveries;
  totals.connections += recorder.connections;
  totals.kills += times((what) => what.startsWith('kill'));
  totals.stops += times((what) => what === 'stop');
  totals.restarts += times((what) => what === 'restart');
  totals.disksFull += times((what) => what === 'disk full');
  totals.disksFailing += times((what) => what.endsWith(' fails'));
  totals.cuts += times((what) => what === 'cut');
  for (const [code, count] of recorder.refusals) totals.refused[code] = (totals.refused[code] ?? 0) + count;
  totals.worstRecoveryMs = Math.max(totals.worstRecoveryMs, Math.round(worstRecoveryMs));
  totals.anomalies += anomalies.length;
}

/** The totals in one line. */
export function lineOf(totals: Totals): string {
  const count = (name: keyof Totals, words: string) => `${totals[name].toLocaleString('en')} ${words}`;
  return [
    count('acknowledged', 'messages acknowledged'),
    count('kills', 'kills'),
    count('stops', 'stops'),
    count('restarts', 'restarts'),
    count('disksFull', 'full disks'),
    count('disksFailing', 'failing disks (EIO)'),
    count('powerLosses', 'losses of power'),
    count('anomalies', 'anomalies'),
    `${totals.rounds} rounds in ${Math.round(totals.seconds)} s`,
    `seed ${totals.seed}`,
  ].join(', ');
}
