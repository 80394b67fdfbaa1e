/**
 * Faults that somebody could build into the product one day, each against a rule of `docs/delivery.md`. Every one of
 * them must be found by the simulation, the torture or a test; one that survives is a missing test.
 */

/** A text of one file that is replaced; it stands there exactly once. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** What should find a mutant. Simulation and torture judge by the checker; a test file says so itself. */
export type Finder = 'simulation' | 'torture' | 'power-loss' | { test: string };

export interface Mutant {
  name: string;
  /** The rule that it breaks. */
  rule: string;
  changes: Change[];
  /** Tried in this order until one finds it. */
  foundBy: Finder[];
  /** Why neither simulation nor torture can find it, where a test has to. */
  onlyTest?: string;
}
