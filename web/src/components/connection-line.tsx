import { useEffect, useState } from 'react';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** Nothing while the connection is fine; a quiet line with the next try when it is not. */
export function ConnectionLine() {
  const t = useTexts();
  const { connection, rooms } = useMy();
  const complete = useStore(rooms, (snapshot) => snapshot.complete);
  const status = useStore(connection);
  const [now, setNow] = useState(Date.now());
  const waiting = status.state === 'waiting';
  useEffect(() => {
    if (!waiting) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [waiting]);
  const again = status.state === 'connecting' && status.attempt > 0;
  return (
    // The region is always there: one that appears with its text is not read out.
    <div className="connection" role="status">
      {(waiting || again) && (
        <p className="connection-line">
          {!complete && `${t.offline.kept} `}
          {waiting ? (
            <>
              <span aria-hidden="true">
                {t.connection.waiting(Math.max(1, Math.ceil((status.nextTryAt - now) / 1_000)))}
              </span>
              <span className="visually-hidden">{t.connection.connecting}</span>
              {' · '}
              <button type="button" className="link-button" onClick={() => connection.retryNow()}>
                {t.connection.retryNow}
              </button>
            </>
          ) : (
            t.connection.connecting
          )}
        </p>
      )}
    </div>
  );
}
