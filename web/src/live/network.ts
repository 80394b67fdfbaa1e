/** Hints that trying to connect may be worth it now, or that the socket should be tested. Never proof of anything. */
export interface Network {
  /** Calls back when the network came back, went, or the page was shown again. Answers how to stop. */
  subscribe(listener: (hint: Hint) => void): () => void;
}

/** `leaving`: the page is being closed, or put to sleep. */
export type Hint = 'online' | 'offline' | 'shown' | 'leaving';

/** The browser's `online` and `offline` events, and the page being shown after it was hidden, closed or frozen. */
export const browserNetwork: Network = {
  subscribe: (listener) => {
    const online = (): void => {
      listener('online');
    };
    const offline = (): void => {
      listener('offline');
    };
    const visibility = (): void => {
      if (document.visibilityState === 'visible') listener('shown');
    };
    const leaving = (): void => {
      listener('leaving');
    };
    window.addEventListener('pagehide', leaving);
    document.addEventListener('freeze', leaving);
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      window.removeEventListener('pagehide', leaving);
      document.removeEventListener('freeze', leaving);
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', visibility);
    };
  },
};
