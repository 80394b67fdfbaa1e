import { useEffect } from 'react';

/** Puts a dot on the tab's icon while there is something unread, for tabs that are too narrow for their title. */
export function useFaviconDot(unread: boolean): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const plain = link?.getAttribute('href');
    if (!link || !plain || !unread) return undefined;
    let over = false;
    const dot = async (): Promise<void> => {
      const icon = await (await fetch(plain)).text();
      if (over) return;
      const dotted = icon.replace('</svg>', '<circle cx="78%" cy="22%" r="22%" fill="#d22"/></svg>');
      link.href = `data:image/svg+xml,${encodeURIComponent(dotted)}`;
    };
    // Without the icon's file the title tells all the same.
    dot().catch(() => undefined);
    return () => {
      over = true;
      link.href = plain;
    };
  }, [unread]);
}
