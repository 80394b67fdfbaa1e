/** How long what has to happen may take on a slow machine. */
const soonMs = 20_000;
/** The same for what several processes have to agree on, such as who leads. */
export const agreedMs = 40_000;

/** Waits until `check` throws no more, for what happens by itself and soon. Throws what it threw last. */
export async function eventually(check: () => unknown, withinMs = soonMs): Promise<void> {
  for (const until = Date.now() + withinMs; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
