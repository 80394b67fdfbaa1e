/** What can be asked for on the command line. */
export interface Asked {
  minutes: number;
  seed: number;
  /** Null: all that this machine lets us make, but for the loss of power. */
  faults: FaultName[] | null;
  faultsPerMinute: number;
  /** By sockets, in all. */
  postsPerSecond: number;
  /** Where the totals go as JSON. */
  recordFile: string | undefined;
}

const faultNames = ['kill', 'stop', 'restart', 'disk', 'eio', 'power'] as const;
export type FaultName = (typeof faultNames)[number];

export const usage = `npm run torture -- [--minutes 2] [--seed N] [--faults ${faultNames.join(',')}] [--kills-per-minute 60]
  [--posts-per-second 3000] [--record totals.json]
npm run torture -- cluster --help tells of the torture of separate services.

Starts the real server as a process of its own, lets 50 clients talk over real WebSockets, and meanwhile
makes faults at random moments. Every message that was acknowledged must be there afterwards, once and in its
place, and every client must have seen each room without a gap. Ends with 1 if anything else was seen.
Unless --faults says otherwise, all but power are made; disk (mounting) and eio (strace) are left out, and said to be,
where the right or the program is missing.
A longer run goes in rounds of a minute, each with a new server; it ends with the round in which something was wrong.
Of these, power is a talk of its own, after the others: the writes of the store are recorded, and the power is lost on paper.`;

/** Wrong use of the command line. */
export class UsageError extends Error {}

/** Reads the arguments. Throws `UsageError`. */
export function readOptions(args: readonly string[]): Asked {
  const asked: Asked = {
    minutes: 2,
    seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
    faults: null,
    faultsPerMinute: 60,
    postsPerSecond: 3_000,
    recordFile: undefined,
  };
  for (let i = 0; i < args.length; i += 2) {
    const [option, value] = [args[i], args[i + 1]];
    if (value === undefined) throw new UsageError(usage);
    if (option === '--minutes') asked.minutes = positive(value);
    else if (option === '--seed') asked.seed = positive(value);
    else if (option === '--kills-per-minute') asked.faultsPerMinute = positive(value);
    else if (option === '--posts-per-second') asked.postsPerSecond = positive(value);
    else if (option === '--record') asked.recordFile = value;
    else if (option === '--faults') asked.faults = value.split(',').map(faultName);
    else throw new UsageError(usage);
  }
  return asked;
}

/** A number above 0. Throws `UsageError`. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`${text} is not a number above 0.\n${usage}`);
  return value;
}

function faultName(text: string): FaultName {
  const name = faultNames.find((known) => known === text);
  if (!name) throw new UsageError(`There is no fault ${text}.\n${usage}`);
  return name;
}
