import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** Whether to be told of messages while the page is hidden, how, and what stands in the way. */
export function NotificationSettings() {
  const { notifications: t } = useTexts();
  const { notifications } = useMy();
  const { permission, on, sound } = useStore(notifications);
  const possible = permission === 'granted' || permission === 'default';
  let state = on ? t.on : t.off;
  if (permission === 'denied') state = t.denied;
  else if (permission === 'unavailable') state = isSecureContext ? t.unavailable : t.plainHttp;
  return (
    <div className="form">
      <p role="status">{state}</p>
      {possible && (
        <button
          type="button"
          className="button"
          onClick={() => (on ? notifications.turnOff() : void notifications.turnOn())}
        >
          {on ? t.turnOff : t.turnOn}
        </button>
      )}
      <label className="row">
        <input
          type="checkbox"
          checked={sound}
          onChange={(event) => notifications.setSound(event.currentTarget.checked)}
        />
        {t.sound}
      </label>
    </div>
  );
}
