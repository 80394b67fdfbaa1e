import type { Timeline } from '../state/timeline.ts';
import { useTexts } from '../text/texts.ts';
import { ErrorText } from './form.tsx';
import type { Shown, ShownEdge } from './use-shown.ts';

interface UpperEdgeProps {
  timeline: Timeline;
  shown: Shown;
  /** Whether the oldest entry in hand is on the page. */
  atStart: boolean;
}

/** The upper end of what is shown: more to come, a fault, or the room's beginning. */
export function UpperEdge({ timeline, shown, atStart }: UpperEdgeProps) {
  const t = useTexts();
  const { snapshot, older, items } = shown;
  const { status } = snapshot;
  if (status.state === 'failed') {
    return (
      <div className="log-edge">
        <p>{t.conversation.loadFailed}</p>
        <ErrorText error={status.error} />
        <button type="button" className="button" onClick={() => void timeline.reload()}>
          {t.general.retry}
        </button>
      </div>
    );
  }
  if (status.state === 'loading') return <p className="log-edge">{t.general.loading}</p>;
  if (older.error)
    return <Failed edge={older} text={t.conversation.olderFailed} again={t.conversation.loadOlder} />;
  if (!atStart || older.more) return <p className="log-edge">{t.general.loading}</p>;
  return items[0]?.seq === 1 ? <p className="log-edge">{t.conversation.beginning}</p> : null;
}

/** The lower end, where it is not the newest. */
export function LowerEdge({ newer }: { newer: ShownEdge }) {
  const t = useTexts();
  if (newer.error)
    return <Failed edge={newer} text={t.conversation.newerFailed} again={t.conversation.loadNewer} />;
  return <p className="log-edge">{t.general.loading}</p>;
}

function Failed({ edge, text, again }: { edge: ShownEdge; text: string; again: string }) {
  return (
    <div className="log-edge">
      <p role="alert">{text}</p>
      <button type="button" className="button" onClick={edge.load}>
        {again}
      </button>
    </div>
  );
}
