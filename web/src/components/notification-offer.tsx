import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** After the first message that was missed: whether to be told of the next, or how to allow it again. */
export function NotificationOffer() {
  const { notifications } = useMy();
  const { offered, permission } = useStore(notifications);
  return (
    // The region is always there: one that appears with its text is not read out.
    <div className="offer" role="status">
      {offered && (
        <OfferLine
          denied={permission === 'denied'}
          onAccept={() => void notifications.turnOn()}
          onDecline={() => notifications.turnOff()}
        />
      )}
    </div>
  );
}

interface OfferLineProps {
  /** The browser does not let the page: says how that is changed. */
  denied: boolean;
  onAccept: () => void;
  onDecline: () => void;
}

export function OfferLine({ denied, onAccept, onDecline }: OfferLineProps) {
  const { notifications: t } = useTexts();
  return (
    <div className="offer-line">
      <p>{denied ? t.denied : t.missed}</p>
      <div className="row">
        {!denied && (
          <button type="button" className="button main" onClick={onAccept}>
            {t.offer}
          </button>
        )}
        <button type="button" className="button" onClick={onDecline}>
          {denied ? t.understood : t.notNow}
        </button>
      </div>
    </div>
  );
}
