import { basename } from 'node:path';

/** A call of the server on a file of its store. */
export interface Call {
  /** When it began, in milliseconds since 1970. */
  atMs: number;
  file: string;
  does: { write: Buffer; from: number } | { truncateTo: number } | 'flush';
}

const line = /^(?:\d+ +)?(\d+\.\d+) (\w+)\(\d+<([^>]*)>(?:, )?(.*)\) += (-?\d+)/;

/** Reads strace's record. Throws at a call that it cannot read: a write left out would prove nothing. */
export function readCalls(log: string): Call[] {
  return log
    .split('\n')
    .filter((text) => /\b(pwrite64|write|fsync|fdatasync|ftruncate)\(/.test(text))
    .flatMap((text): Call[] => {
      const [, at = '', name = '', path = '', rest = '', result = ''] = line.exec(text) ?? [];
      // The last call of a server that is killed has no end, and never happened as far as anybody knows.
      if (name === '' && /(unfinished|= \?)/.test(text)) return [];
      if (name === '' || Number(result) < 0)
        throw new Error(`a call that cannot be read: ${text.slice(0, 200)}`);
      return [{ atMs: Number(at) * 1000, file: basename(path), does: effect(name, rest, text) }];
    });
}

function effect(name: string, rest: string, text: string): Call['does'] {
  if (name === 'fsync' || name === 'fdatasync') return 'flush';
  if (name === 'ftruncate') return { truncateTo: Number(rest) };
  const written = /^"(.*)", (\d+), (\d+)$/.exec(rest);
  const write = bytesOf(written?.[1] ?? '');
  if (name !== 'pwrite64' || !written || write.length !== Number(written[2]))
    throw new Error(`a write that cannot be read: ${text.slice(0, 200)}`);
  return { write, from: Number(written[3]) };
}

const letters: Record<string, number> = { n: 10, r: 13, t: 9, v: 11, f: 12, '"': 34, '\\': 92 };

/** The bytes of a string as strace writes them. */
function bytesOf(text: string): Buffer {
  const bytes = text.matchAll(/\\x([0-9a-f]{2})|\\([0-7]{1,3})|\\(.)|([^\\])/gs);
  return Buffer.from(
    [...bytes].map(([, hex, octal, letter, plain]) => {
      if (hex !== undefined) return Number.parseInt(hex, 16);
      if (octal !== undefined) return Number.parseInt(octal, 8);
      if (letter !== undefined) return letters[letter] ?? letter.charCodeAt(0);
      return (plain ?? '').charCodeAt(0);
    }),
  );
}

/** A file after its calls: what was flushed is there, and of the rest what `arrived` says, call by call. */
export function storeAt(base: Buffer, calls: readonly Call[], arrived: () => boolean): Buffer {
  const flushed = calls.findLastIndex(({ does }) => does === 'flush');
  const ends = calls.map(({ does }) =>
    typeof does === 'object' && 'write' in does ? does.from + does.write.length : 0,
  );
  const content = Buffer.alloc(Math.max(base.length, ...ends));
  base.copy(content);
  let size = base.length;
  for (const [i, { does }] of calls.entries()) {
    if (does === 'flush' || (i > flushed && !arrived())) continue;
    if ('truncateTo' in does) {
      content.fill(0, does.truncateTo);
      size = does.truncateTo;
    } else {
      does.write.copy(content, does.from);
      size = Math.max(size, does.from + does.write.length);
    }
  }
  return content.subarray(0, size);
}
