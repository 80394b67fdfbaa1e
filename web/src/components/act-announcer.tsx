import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** Reads out what became of a message by the reader's own doing, and that it can be undone. */
export function ActAnnouncer() {
  const t = useTexts();
  const { last, count } = useStore(useMy().acts);
  // The same words twice in a row would be no change, and stay unsaid.
  const turn = count % 2 === 0 ? '\u00a0' : '';
  return (
    <p className="visually-hidden" role="status">
      {last !== null && t.message.acts[last] + turn}
    </p>
  );
}
