/** An expected problem: its message is one line for the person at the terminal. */
export class Failure extends Error {}

/** Runs a script's main function; a `Failure` becomes its one line and exit code 1. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
