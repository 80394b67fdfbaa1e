import { workerAddress } from '../worker-address.ts';
import { languageOf } from './labels.ts';
import type { Language } from './languages.ts';
import type { Piece } from './pieces.ts';
import type { Told, Wanted } from './worker.ts';

/** The worker's path; written in by `web/build.ts`. */
declare const CODE_WORKER: string;

/** Far more than an honest text of this length takes, on a slow phone too. */
const patienceMs = 2_000;
/** Blocks whose colours are remembered for when they come into view again. */
const keptMost = 100;

const kept = new Map<string, Promise<readonly Piece[] | undefined>>();
let worker: Worker | undefined;
/** One after the other: what is stopped is then known to be the one that hangs. */
let last: Promise<unknown> = Promise.resolve();

/** A code's pieces with their kinds; undefined where the language has no colours, or they cannot be found. Never rejects. */
export async function coloursOf(label: string, code: string): Promise<readonly Piece[] | undefined> {
  const language = languageOf(label);
  if (language === undefined) return undefined;
  const name = `${language}\n${code}`;
  let found = kept.get(name);
  if (!found) {
    found = last.then(() => find(language, code));
    last = found.catch(() => undefined);
    kept.set(name, found);
    const [oldest = name] = kept.keys();
    if (kept.size > keptMost) kept.delete(oldest);
    // The server was away: the next time it may be there.
    found.catch(() => kept.delete(name));
  }
  return found.catch(() => undefined);
}

/** Rejects when the worker or the grammar cannot be loaded; gives undefined for what takes too long. */
function find(language: Language, code: string): Promise<readonly Piece[] | undefined> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    worker ??= new Worker(workerAddress(CODE_WORKER), { type: 'module' });
    const asked = worker;
    const listening = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      listening.abort();
    };
    const stop = (): void => {
      end();
      asked.terminate();
      worker = undefined;
    };
    const heard = ({ data }: MessageEvent<Told>): void => {
      if (data === 'begun') {
        timer = setTimeout(() => {
          stop();
          resolve(undefined);
        }, patienceMs);
        return;
      }
      end();
      if (data === 'failed') reject(new Error('The grammar could not be loaded.'));
      else resolve(data);
    };
    const broke = (): void => {
      stop();
      reject(new Error('The colours of code could not be loaded.'));
    };
    asked.addEventListener('message', heard, { signal: listening.signal });
    asked.addEventListener('error', broke, { signal: listening.signal });
    const wanted: Wanted = { language, code };
    asked.postMessage(wanted);
  });
}
