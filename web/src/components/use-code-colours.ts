import { useEffect, useState, type RefObject } from 'react';
import type { Piece } from '../code-colours/pieces.ts';

/** Code of more pieces stays plain: so many elements would make the page slow to scroll. */
const mostPieces = 4_000;

interface Coloured {
  code: string;
  language: string;
  pieces: readonly Piece[];
}

/** The pieces of a block of code once it was in view and their kinds are known; undefined as long as it is plain. */
export function useCodeColours(
  block: RefObject<HTMLElement | null>,
  code: string,
  language: string | undefined,
): readonly Piece[] | undefined {
  const [found, setFound] = useState<Coloured | null>(null);
  useEffect(() => {
    const { current } = block;
    if (!current || language === undefined) return undefined;
    let gone = false;
    const colour = async (): Promise<void> => {
      const { coloursOf } = await import('../code-colours/colours.ts');
      const pieces = await coloursOf(language, code);
      if (pieces && pieces.length <= mostPieces && !gone) setFound({ code, language, pieces });
    };
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      // Plain code can be read as well.
      colour().catch(() => undefined);
    });
    observer.observe(current);
    return () => {
      gone = true;
      observer.disconnect();
    };
  }, [block, code, language]);
  return found?.code === code && found.language === language ? found.pieces : undefined;
}
