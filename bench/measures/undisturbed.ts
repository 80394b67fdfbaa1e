/** The share of the time that other programs may hold the server up before a run says more about them than about us. */
const waitedMost = 0.1;
const usualTries = 4;

/** Runs a measure; again when other programs held the server up, a few times at most. The last try counts. */
export async function undisturbed<T extends { cpu: { waited: number | null } }>(
  measure: () => Promise<T>,
  triesMost = usualTries,
): Promise<T> {
  let figures = await measure();
  for (let tries = 1; tries < triesMost && (figures.cpu.waited ?? 0) > waitedMost; tries++) {
    figures = await measure();
  }
  return figures;
}
