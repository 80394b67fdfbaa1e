import type { Instance } from '../../../contracts/auth.ts';
import { useApp } from '../components/app-context.ts';
import { Link } from '../components/link.tsx';
import { go } from '../navigate.ts';
import { registerPath } from '../routes.ts';
import { useTexts } from '../text/texts.ts';
import { CredentialsForm } from './credentials.tsx';
import { Entry } from './entry.tsx';

interface SignInProps {
  instance: Instance;
  next: string;
  /** The server ended the session: say so. */
  ended: boolean;
}

/** Sign-in, and whom to ask about a forgotten password. */
export function SignIn({ instance, next, ended }: SignInProps) {
  const t = useTexts();
  const app = useApp();
  const signIn = async (credentials: { username: string; password: string }): Promise<void> => {
    await app.signIn(credentials);
    go(next, { replace: true });
  };
  return (
    <Entry title={t.signIn.title}>
      {ended && (
        <p className="notice" role="status">
          {t.signIn.ended}
        </p>
      )}
      <CredentialsForm kind="known" submit={t.signIn.submit} act={signIn} />
      <p>
        {t.signIn.noAccount} <Link href={registerPath(next)}>{t.signIn.register}</Link>
      </p>
      <p className="quiet">{t.signIn.forgot(instance.owner)}</p>
    </Entry>
  );
}
