import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs';
import type { History, HistoryRecord, StoredRoom } from './history.ts';

const bufferChars = 64 * 1024;

/** A line: a record, or at the end the store. */
type Line = HistoryRecord | { is: 'store'; rooms: StoredRoom[]; leftovers: string[] };

/** Writes a history down as it happens, a record a line, so that a run that dies can still be judged. */
export class HistoryFile {
  private readonly file: number;
  private waiting: string[] = [];
  private chars = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  add(record: HistoryRecord): void {
    this.line(record);
  }

  /** Hands what waits to the system: from then on it outlives this process. */
  flush(): void {
    const bytes = Buffer.from(this.waiting.join(''));
    for (let from = 0; from < bytes.length;) from += writeSync(this.file, bytes, from);
    this.waiting = [];
    this.chars = 0;
  }

  /** Ends the history with what the store holds. */
  end(store: StoredRoom[], leftovers: string[] = []): void {
    this.line({ is: 'store', rooms: store, leftovers });
    this.flush();
    fsyncSync(this.file);
    closeSync(this.file);
  }

  private line(line: Line): void {
    const text = `${JSON.stringify(line)}\n`;
    this.waiting.push(text);
    this.chars += text.length;
    if (this.chars >= bufferChars) this.flush();
  }
}

/** Reads a history back, line by line. A last line that was cut off is left out; with no store it is unfinished. */
export async function readHistory(path: string): Promise<History> {
  const records: HistoryRecord[] = [];
  let end: Pick<History, 'store' | 'leftovers'> | null = null;
  let broken: string | null = null;
  for await (const text of linesOf(path)) {
    if (broken !== null) throw new Error(`No record of a history: ${broken.slice(0, 200)}`);
    const line = parse(text);
    if (line === null) broken = text;
    else if (line.is === 'store') end = { store: line.rooms, leftovers: line.leftovers };
    else records.push(line);
  }
  return end ? { records, ...end } : { records, store: [], unfinished: true };
}

/** `node:readline` would break lines at U+2028 too, which JSON leaves as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = `${rest}${chunk as string}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}
