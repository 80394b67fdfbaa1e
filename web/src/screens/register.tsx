import type { Instance } from '../../../contracts/auth.ts';
import { useApp } from '../components/app-context.ts';
import { Link } from '../components/link.tsx';
import { go } from '../navigate.ts';
import { signInPath } from '../routes.ts';
import { useTexts } from '../text/texts.ts';
import { CredentialsForm } from './credentials.tsx';
import { Entry } from './entry.tsx';

/** A new account, or why there can be none; then back to where the visitor wanted to go. */
export function Register({ instance, next }: { instance: Instance; next: string }) {
  const t = useTexts();
  const app = useApp();
  const signIn = (
    <p>
      {t.register.haveAccount} <Link href={signInPath(next)}>{t.register.signIn}</Link>
    </p>
  );
  if (!instance.claimed) {
    return (
      <Entry title={t.claim.unclaimedTitle}>
        <p>{t.claim.unclaimed}</p>
      </Entry>
    );
  }
  if (instance.registration !== 'open') {
    const closed = instance.registration === 'closed';
    return (
      <Entry title={closed ? t.register.closedTitle : t.register.inviteTitle}>
        <p>{closed ? t.register.closed(instance.owner) : t.register.invite(instance.owner)}</p>
        {signIn}
      </Entry>
    );
  }
  const register = async (credentials: { username: string; password: string }): Promise<void> => {
    await app.register(credentials);
    go(next, { replace: true });
  };
  return (
    <Entry title={t.register.title}>
      <CredentialsForm kind="new" submit={t.register.submit} act={register} />
      {signIn}
    </Entry>
  );
}
