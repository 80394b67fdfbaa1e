import { newKey } from './keys.ts';

const storageName = 'rookery.page';

/**
 * A name that no other page has, and that the next page of the same tab takes over: after a reload it is the same
 * sender, which need not wait for the turn of the one before. It is laid down only while the page goes, so that a tab
 * made as a copy of this one gets a name of its own.
 */
export function pageName(): string {
  try {
    const name = sessionStorage.getItem(storageName) ?? newKey();
    sessionStorage.removeItem(storageName);
    window.addEventListener('pagehide', () => {
      try {
        sessionStorage.setItem(storageName, name);
      } catch {
        // Full: the next page is another sender.
      }
    });
    return name;
  } catch {
    return newKey();
  }
}
