import { useEffect, useLayoutEffect, useState } from 'react';
import { ApiError } from '../../../contracts/errors.ts';
import { useApp } from '../components/app-context.ts';
import { ErrorText } from '../components/form.tsx';
import { Link } from '../components/link.tsx';
import { useAction } from '../components/use-action.ts';
import { go } from '../navigate.ts';
import { signInPath } from '../routes.ts';
import type { SignedIn } from '../state/signed-in.ts';
import { useTexts } from '../text/texts.ts';
import { Entry } from './entry.tsx';

/** The token of the address, taken out of it at once: it must not stay in the history. */
function useToken(): string {
  const [token, setToken] = useState(() => location.hash.slice(1));
  useLayoutEffect(() => {
    const take = (): void => {
      if (location.hash === '') return;
      setToken(location.hash.slice(1));
      history.replaceState(null, '', location.pathname);
    };
    take();
    // Another code was opened in this very page.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}

const isGone = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'not_found' || error.code === 'malformed');

/**
 * Where the code of another device leads. It says whose account it is and signs in by a button only: opening a link
 * must change nothing, and nobody is put into a stranger's account unasked.
 */
export function Phone({ my }: { my: SignedIn | null }) {
  const t = useTexts();
  const app = useApp();
  const token = useToken();
  const [username, setUsername] = useState<string | null>(null);
  const looking = useAction();
  const entering = useAction();
  const { run } = looking;
  const look = async (): Promise<void> => {
    const { user } = await app.api.auth.previewLink({ body: { token } });
    setUsername(user.username);
  };
  useEffect(() => {
    setUsername(null);
    if (token === '') return;
    void run(async () => {
      const { user } = await app.api.auth.previewLink({ body: { token } });
      setUsername(user.username);
    });
  }, [app, run, token]);

  const away = (
    <Link className="button" href={my === null ? signInPath('/') : '/'}>
      {my === null ? t.phone.signInInstead : t.join.toRooms}
    </Link>
  );
  const error = entering.error ?? looking.error;
  if (token === '' || isGone(error)) {
    return (
      <Entry title={t.phone.goneTitle}>
        <p role="alert">{t.phone.gone}</p>
        {away}
      </Entry>
    );
  }
  if (username === null) {
    return (
      <Entry title={looking.error === null ? t.general.loading : t.phone.failedTitle}>
        <ErrorText error={looking.error} />
        {looking.error !== null && (
          <button type="button" className="button main" onClick={() => void run(look)}>
            {t.general.retry}
          </button>
        )}
      </Entry>
    );
  }
  const mine = my?.account.getSnapshot().username;
  if (mine === username) {
    return (
      <Entry title={t.phone.alreadyTitle}>
        <p>{t.join.joinAs(username)}</p>
        {away}
      </Entry>
    );
  }
  const enter = async (): Promise<void> => {
    await app.signInByLink(token);
    go('/', { replace: true });
  };
  return (
    <Entry title={t.phone.enterTitle}>
      <p>{t.phone.account}</p>
      <p className="whose">
        <bdi>@{username}</bdi>
      </p>
      {mine !== undefined && (
        <p className="notice">
          {t.phone.replaces(mine)} {app.unsent.count > 0 && t.settings.unsent(app.unsent)}
        </p>
      )}
      <p className="quiet small">{t.phone.onlyYours}</p>
      <ErrorText error={entering.error} />
      <button
        type="button"
        className="button main wide"
        aria-disabled={entering.busy}
        onClick={() => void entering.run(enter)}
      >
        {t.phone.enter}
      </button>
      {mine !== undefined && away}
    </Entry>
  );
}
