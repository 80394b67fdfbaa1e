import type { TextStorage } from './kept-texts.ts';

/** A `localStorage` for a test, and what is in it. */
export function scriptedStorage(): TextStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return Object.assign(
    storageOver(texts, () => {}),
    { texts },
  );
}

/** The same for several pages of one browser; each is told of what the others did once `tell` is called. */
export function scriptedStorages(pages: number): { storages: TextStorage[]; tell: () => void } {
  const texts = new Map<string, string>();
  const news: (() => void)[] = [];
  const listeners = new Map<TextStorage, (name: string) => void>();
  const storages = Array.from({ length: pages }, () => {
    const own = storageOver(texts, (name) => {
      for (const other of listeners.keys()) if (other !== own) news.push(() => listeners.get(other)?.(name));
    });
    own.watch = (heard) => {
      listeners.set(own, heard);
      return () => listeners.delete(own);
    };
    return own;
  });
  return {
    storages,
    tell: () => {
      for (let next = news.shift(); next; next = news.shift()) next();
    },
  };
}

function storageOver(texts: Map<string, string>, changed: (name: string) => void): TextStorage {
  return {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => {
      texts.set(name, text);
      changed(name);
    },
    removeItem: (name) => {
      if (texts.delete(name)) changed(name);
    },
    key: (at) => [...texts.keys()][at] ?? null,
    get length() {
      return texts.size;
    },
  };
}
