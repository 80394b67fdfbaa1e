/**
 * Finds the colours of code away from the page, so that it may take its time, and be stopped: what somebody pastes may
 * keep a grammar busy for ever.
 */
import { highlight, learn } from './highlight.ts';
import type { Language } from './languages.ts';
import type { Piece } from './pieces.ts';

export interface Wanted {
  language: Language;
  code: string;
}

/** `begun`: the grammar is here, and what follows is only work. `failed`: it could not be loaded. */
export type Told = 'begun' | 'failed' | readonly Piece[];

interface WorkerScope {
  addEventListener(type: 'message', run: (event: MessageEvent<Wanted>) => void): void;
  postMessage(told: Told): void;
}

const scope = self as unknown as WorkerScope;

async function find({ language, code }: Wanted): Promise<void> {
  try {
    await learn(language);
  } catch {
    scope.postMessage('failed');
    return;
  }
  scope.postMessage('begun');
  scope.postMessage(highlight(language, code));
}

scope.addEventListener('message', ({ data }) => void find(data));
