import type { Finder } from './mutant.ts';

/** Longer than any finder takes; one that hangs has found something too, but says nothing useful. */
const timeoutMs = 10 * 60_000;

const commands: Record<Exclude<Finder, object>, string[]> = {
  simulation: ['testkit/simulation/main.ts', '--seeds', '240', '--until-wrong'],
  torture: ['testkit/torture/main.ts', '--minutes', '0.5', '--faults', 'kill,stop,restart'],
  'power-loss': ['testkit/torture/main.ts', '--minutes', '0.2', '--faults', 'power'],
};

/** How a finder is called in a report. */
export function finderName(finder: Finder): string {
  return typeof finder === 'string' ? finder : finder.test;
}

/**
 * Runs a finder in a folder. `found`: it ended with a failure of its own kind (an anomaly, a failed test), and `why` is
 * the line that says so. Throws when it did not come to a judgement: a mutant that does not even start proves nothing.
 */
export async function run(finder: Finder, folder: string): Promise<{ found: boolean; why: string }> {
  const args =
    typeof finder === 'string' ? commands[finder] : ['test', '--timeout', '30000', `./${finder.test}`];
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: timeoutMs,
  });
  const [out, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const code = await child.exited;
  if (code === 0) return { found: false, why: '' };
  const lines = `${out}\n${errors}`.split('\n').map((line) => line.trim());
  const why = lines.find((line) => /^(\(fail\)|anomaly:|seed \d+:)/.test(line));
  if (why === undefined) {
    throw new Error(
      `${finderName(finder)} ended with ${code} and no judgement:\n${lines.slice(-20).join('\n')}`,
    );
  }
  return { found: true, why: why.slice(0, 160) };
}
