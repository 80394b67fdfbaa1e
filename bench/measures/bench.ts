import type { Cores } from '../processes/cores.ts';
import type { LoadGenerator } from '../processes/load.ts';
import type { People } from '../processes/people.ts';

/** What the measures work with. */
export interface Bench {
  cores: Cores;
  load: LoadGenerator;
  /** The port that Rookery gets: cookies and origin stay good over its restarts. */
  port: number;
  dataFolder: string;
  people: People;
  /** Says what goes on now. */
  say(line: string): void;
}

/** Units of every message that is posted: a line of chat. */
export const bodyUnits = 80;
