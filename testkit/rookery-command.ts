import { expect } from 'bun:test';
import { join } from 'node:path';
import { tempFolder } from './temp.ts';

/** The command line of the product. */
export const mainFile = join(import.meta.dir, '..', 'run', 'main.ts');

/** Starts `rookery ARGS` on a free port and an empty folder; `ready` resolves to the address that it prints. */
export function rookery(args: string[], settings: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, mainFile, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', ROOKERY_DATA: tempFolder(), ...settings },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let printed = '';
  const ready = Promise.withResolvers<string>();
  const output = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      printed += decoder.decode(chunk, { stream: true });
      const url = /https?:\/\/\S+/.exec(printed);
      if (url && printed.includes('Ctrl-C')) ready.resolve(new URL(url[0]).origin);
    }
    ready.reject(new Error('it ended before it was ready'));
    return printed;
  })();
  ready.promise.catch(() => {});
  const errors = new Response(child.stderr).text();
  const ended = (async () => ({ code: await child.exited, output: await output, errors: await errors }))();
  return { child, ready: ready.promise, ended, printed: () => printed };
}

/** An expected failure: exactly one line for the operator, no stack trace. */
export async function failsWith(run: ReturnType<typeof rookery>, code: number, words: string): Promise<void> {
  const { errors, ...rest } = await run.ended;
  expect(errors).toContain(words);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(rest).toEqual({ code, output: '' });
}
