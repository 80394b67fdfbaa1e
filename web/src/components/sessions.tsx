import { useCallback, useEffect, useRef, useState } from 'react';
import type { Session } from '../../../contracts/auth.ts';
import { dayAndTime } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { deviceText } from './device-text.ts';
import { ErrorText } from './form.tsx';
import { useAction } from './use-action.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** Where one is signed in, and ending that elsewhere. */
export function Sessions() {
  const t = useTexts();
  const { api } = useMy();
  const [sessions, setSessions] = useState<readonly Session[]>([]);
  const action = useAction();
  const load = useCallback(async () => setSessions((await api.auth.sessions()).sessions), [api]);
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list, 'li');
  const { run } = action;
  useEffect(() => void run(load), [run, load]);
  const end = async (session: string): Promise<void> => {
    await api.auth.endSession({ params: { session } });
    await load();
  };
  return (
    <>
      <ul ref={list} tabIndex={-1} className="plain-list" aria-label={t.settings.sessions}>
        {sessions.map((session) => {
          const device = deviceText(t, session.device);
          return (
            <li key={session.id}>
              <div>
                <p>{session.current ? `${device} (${t.settings.thisSession})` : device}</p>
                <p className="quiet small">{t.settings.lastSeen(dayAndTime(session.lastSeenAt))}</p>
              </div>
              {!session.current && (
                <button
                  type="button"
                  className="button"
                  aria-label={t.settings.endSessionLabel(device)}
                  onClick={() => void action.run(() => end(session.id))}
                >
                  {t.settings.endSession}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <ErrorText error={action.error} />
    </>
  );
}
