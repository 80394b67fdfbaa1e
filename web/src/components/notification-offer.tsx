import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** After the first message that was missed: whether to be told of the next, or how to allow it again. */
export function NotificationOffer() {
  const { notifications: t } = useTexts();
  const { notifications } = useMy();
  const { offered, permission } = useStore(notifications);
  return (
    // The region is always there: one that appears with its text is not read out.
    <div className="offer" role="status">
      {offered && (
        <div className="offer-line">
          <p>{permission === 'denied' ? t.denied : t.missed}</p>
          <div className="row">
            {permission !== 'denied' && (
              <button type="button" className="button main" onClick={() => void notifications.turnOn()}>
                {t.offer}
              </button>
            )}
            <button type="button" className="button" onClick={() => notifications.turnOff()}>
              {permission === 'denied' ? t.understood : t.notNow}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
