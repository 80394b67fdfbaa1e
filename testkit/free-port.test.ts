import { expect, test } from 'bun:test';
import { join } from 'node:path';

const module = join(import.meta.dir, 'free-port.ts');
/** By chance alone, two processes would agree on more than ten of so many. */
const count = 500;
const asks = `
import { freePort } from ${JSON.stringify(module)};
const ports = [];
for (let i = 0; i < ${count}; i++) ports.push(await freePort());
console.log(JSON.stringify(ports));
await Bun.stdin.text();
`;

function asker(): Bun.Subprocess<'pipe', 'pipe', 'inherit'> {
  return Bun.spawn([process.execPath, '-e', asks], { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' });
}

async function answer({ stdout }: Bun.Subprocess<'pipe', 'pipe', 'inherit'>): Promise<number[]> {
  let text = '';
  for await (const chunk of stdout) {
    text += new TextDecoder().decode(chunk);
    if (text.endsWith('\n')) break;
  }
  return JSON.parse(text);
}

test('nobody gets the port of somebody else, also not in another process', async () => {
  const askers = [asker(), asker()];
  try {
    const ports = (await Promise.all(askers.map(answer))).flat();
    expect(ports).toHaveLength(2 * count);
    expect(new Set(ports).size).toBe(2 * count);
  } finally {
    for (const each of askers) each.kill();
  }
});
