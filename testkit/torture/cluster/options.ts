import { positive, UsageError } from '../options.ts';
import { clusterFaultNames, type ClusterFaultName } from './faults.ts';

/** What can be asked for on the command line. */
export interface AskedOfCluster {
  minutes: number;
  seed: number;
  faults: readonly ClusterFaultName[];
  recordFile: string | undefined;
}

export const clusterUsage = `npm run torture -- cluster [--minutes 3] [--seed N] [--faults ${clusterFaultNames.join(',')}]
  [--record FILE]

Starts what npm run cluster starts, in a folder of its own, lets 50 people talk through the front door, and makes each
fault at least once. After each it measures how long it took until a new post by REST was acknowledged, and delivered
on a new socket of another person.`;

/** Reads the arguments after the word cluster. Throws `UsageError`. */
export function readClusterOptions(args: readonly string[]): AskedOfCluster {
  const asked: AskedOfCluster = {
    minutes: 3,
    seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
    faults: clusterFaultNames,
    recordFile: undefined,
  };
  for (let i = 0; i < args.length; i += 2) {
    const [option, value] = [args[i], args[i + 1]];
    if (value === undefined) throw new UsageError(clusterUsage);
    if (option === '--minutes') asked.minutes = positive(value);
    else if (option === '--seed') asked.seed = positive(value);
    else if (option === '--record') asked.recordFile = value;
    else if (option === '--faults') asked.faults = value.split(',').map(faultName);
    else throw new UsageError(clusterUsage);
  }
  return asked;
}

function faultName(text: string): ClusterFaultName {
  const name = clusterFaultNames.find((known) => known === text);
  if (!name) throw new UsageError(`There is no fault ${text}.\n${clusterUsage}`);
  return name;
}
