import { useLayoutEffect, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { useApp } from '../components/app-context.ts';
import { Link } from '../components/link.tsx';
import { go } from '../navigate.ts';
import { firstRunPath, signInPath } from '../routes.ts';
import { useTexts } from '../text/texts.ts';
import { CredentialsForm } from './credentials.tsx';
import { Entry } from './entry.tsx';

/** Whoever opens the one-time link of the first start becomes the owner. */
export function Claim({ instance }: { instance: Instance }) {
  const t = useTexts();
  const app = useApp();
  const [token] = useState(() => location.hash.slice(1));
  useLayoutEffect(() => {
    // Out of the address bar at once: it must not stay in the history or in a picture of the screen.
    if (location.hash !== '') history.replaceState(null, '', location.pathname);
  }, []);
  if (instance.claimed) {
    return (
      <Entry title={t.claim.title}>
        <p>{t.claim.already}</p>
        <Link className="button main" href={signInPath('/')}>
          {t.register.signIn}
        </Link>
      </Entry>
    );
  }
  if (token === '') {
    return (
      <Entry title={t.claim.title}>
        <p>{t.claim.noToken}</p>
      </Entry>
    );
  }
  const claim = async (credentials: { username: string; password: string }): Promise<void> => {
    await app.claim({ token, ...credentials });
    go(firstRunPath('/'), { replace: true });
  };
  return (
    <Entry title={t.claim.title}>
      <p>{t.claim.lead}</p>
      <CredentialsForm kind="new" submit={t.claim.submit} act={claim} />
    </Entry>
  );
}
