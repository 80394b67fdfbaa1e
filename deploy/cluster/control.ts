import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { CommandError } from './cluster.ts';
import { controlPath } from './layout.ts';

/** A command is one line; nobody needs more. */
const commandBytesMax = 4096;

interface Answer {
  ok: boolean;
  text: string;
}

/** Takes commands for the running cluster, from its owner only: one line of JSON each, and one as the answer. */
export function takeCommands(
  folder: string,
  command: (words: readonly string[]) => Promise<string>,
): Promise<Server> {
  const path = controlPath(folder);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    let said = '';
    socket.setEncoding('utf8').on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      said += chunk;
      if (said.length > commandBytesMax) socket.destroy();
      else if (said.endsWith('\n'))
        void answerTo(said, command).then((answer) => socket.end(`${JSON.stringify(answer)}\n`));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

async function answerTo(
  line: string,
  command: (words: readonly string[]) => Promise<string>,
): Promise<Answer> {
  try {
    return { ok: true, text: await command(JSON.parse(line) as string[]) };
  } catch (error) {
    if (error instanceof CommandError) return { ok: false, text: error.message };
    return { ok: false, text: `That failed: ${(error as Error).message}` };
  }
}

/** Sends a command to the cluster of a folder; null when none runs there. */
export function sendCommand(folder: string, words: readonly string[]): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(controlPath(folder), () => socket.write(`${JSON.stringify(words)}\n`));
    socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
    socket.once('end', () => {
      // The cluster that was told to stop is gone before it has answered.
      resolve(said === '' ? { ok: true, text: '' } : (JSON.parse(said) as Answer));
    });
  });
}
