const attachWithinMs = 10_000;

/** strace on a running process. */
export interface Strace {
  /** Lets the process go; waits until strace has ended. */
  detach(): Promise<void>;
}

/** Attaches strace to a process and waits until it is there. Throws where it is missing or may not. */
export async function attachStrace(pid: number, options: readonly string[]): Promise<Strace> {
  const strace = Bun.spawn(['strace', '-f', ...options, '-p', String(pid)], { stderr: 'pipe' });
  await attached(strace.stderr);
  return {
    async detach() {
      strace.kill('SIGINT');
      await strace.exited;
    },
  };
}

/** Resolves once strace says that it is there; throws with what it said instead. */
async function attached(stderr: ReadableStream<Uint8Array>): Promise<void> {
  const there = Promise.withResolvers<void>();
  let said = '';
  const timer = setTimeout(() => there.reject(new Error('strace does not attach')), attachWithinMs);
  void (async () => {
    const decoder = new TextDecoder();
    // To the end, so that strace never waits for a reader.
    for await (const chunk of stderr) {
      said += decoder.decode(chunk, { stream: true });
      if (said.includes('attached')) there.resolve();
    }
    there.reject(new Error(`strace could not attach to the server: ${said.trim()}`));
  })();
  await there.promise.finally(() => clearTimeout(timer));
}
