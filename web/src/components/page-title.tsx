import { useEffect, useRef } from 'react';
import { pageTitle } from '../state/page-title.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { useFaviconDot } from './use-favicon-dot.ts';

/** Changes are gathered for so long: browsers take as much time for a new title as for a message on the page. */
const gatherMs = 100;

/**
 * The page's title: the room's name and how much is unread, with a dot on the tab's icon while anything is. Draws nothing;
 * apart, so that what does is not drawn anew.
 */
export function PageTitle({ room }: { room: string | null }): null {
  const t = useTexts();
  const { rooms: store } = useMy();
  const unread = useStore(store, (rooms) => rooms.unread);
  const name = useStore(store, ({ rooms }) => rooms.find(({ id }) => id === room)?.name);
  const title = pageTitle(unread, name, t.rooms);
  const wanted = useRef(title);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    wanted.current = title;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      document.title = wanted.current;
    }, gatherMs);
  }, [title]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useFaviconDot(unread > 0);
  return null;
}
