/**
 * Ends this process: with 0 when everything ended in order, with 1 when something failed, or took longer than `withinMs`.
 * Whoever waits for the end (a container's runtime kills after 30 s) has it by then, whatever hangs.
 */
export function endProcess(stop: () => Promise<void>, withinMs: number): void {
  setTimeout(() => {
    console.error(`Stopping took longer than ${withinMs} ms: what was still under way is cut off.`);
    process.exit(1);
  }, withinMs);
  stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error('Stopping failed:', error);
      process.exit(1);
    },
  );
}
