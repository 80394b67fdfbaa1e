import { MissingRight } from './missing-right.ts';

const attachWithinMs = 10_000;

/** strace on a running process. */
export interface Strace {
  /** Lets the process go; waits until strace has ended. */
  detach(): Promise<void>;
}

/** Throws `MissingRight` where strace is missing or may not attach: before a run, not in the midst of it. */
export async function mayAttachStrace(): Promise<void> {
  const child = Bun.spawn([process.execPath, '-e', 'await Bun.sleep(60_000)']);
  try {
    const strace = await attachStrace(child.pid, ['-o', '/dev/null']);
    await strace.detach();
  } finally {
    child.kill();
  }
}

/** Attaches strace to a process and waits until it is there. Throws `MissingRight` where it is missing or may not. */
export async function attachStrace(pid: number, options: readonly string[]): Promise<Strace> {
  if (Bun.which('strace') === null)
    throw new MissingRight(
      'The faults "eio" and "power" need strace; install it (Debian: apt-get install strace).',
    );
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
    there.reject(
      new MissingRight(
        `The faults "eio" and "power" need the right to trace processes (ptrace; CAP_SYS_PTRACE in a container): ${said.trim()}`,
      ),
    );
  })();
  await there.promise.finally(() => clearTimeout(timer));
}
