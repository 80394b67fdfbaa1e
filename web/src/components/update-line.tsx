import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useApp } from './app-context.ts';

/** A quiet word that the server has a newer app, or that a part of this one is missing. */
export function UpdateLine() {
  const t = useTexts();
  const { updates } = useApp();
  const { state } = useStore(updates);
  return (
    // The region is always there: one that appears with its text is not read out.
    <div className="update" role="status">
      {state !== 'none' && (
        <p className="update-line">
          {t.offline[state]}
          {' · '}
          <button type="button" className="link-button" onClick={() => updates.reload()}>
            {t.offline.reload}
          </button>
        </p>
      )}
    </div>
  );
}
