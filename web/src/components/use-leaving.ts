import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Closes what lies over the page: by Escape, or when somebody turns to something else than it and what opened it. */
export function useLeaving(
  box: RefObject<HTMLElement | null>,
  opener: RefObject<HTMLElement | null>,
  onClose: (focus: 'returns' | 'stays') => void,
): void {
  const closing = useRef(onClose);
  closing.current = onClose;
  useLayoutEffect(() => {
    const elsewhere = ({ target }: Event): void => {
      const inside = [box, opener].some(({ current }) => current?.contains(target as Node));
      if (!inside) closing.current('stays');
    };
    const escaped = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      // Closing is all that it does now.
      event.preventDefault();
      event.stopPropagation();
      closing.current('returns');
    };
    addEventListener('keydown', escaped, true);
    addEventListener('pointerdown', elsewhere);
    addEventListener('focusin', elsewhere);
    return () => {
      removeEventListener('keydown', escaped, true);
      removeEventListener('pointerdown', elsewhere);
      removeEventListener('focusin', elsewhere);
    };
  }, [box, opener]);
}
