import { useEffect, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { ApiError, type ErrorCode } from '../../../contracts/errors.ts';
import { useApp } from '../components/app-context.ts';
import { ErrorText } from '../components/form.tsx';
import { Link } from '../components/link.tsx';
import { useAction } from '../components/use-action.ts';
import { go } from '../navigate.ts';
import { joinPath, roomPath, signInPath } from '../routes.ts';
import type { SignedIn } from '../state/signed-in.ts';
import type { Texts } from '../text/en.ts';
import { errorText, useTexts } from '../text/texts.ts';
import { CredentialsForm } from './credentials.tsx';
import { Entry } from './entry.tsx';
import { Inviter, type Preview } from './inviter.tsx';

interface JoinProps {
  token: string;
  instance: Instance;
  /** Null for somebody who is not signed in. */
  my: SignedIn | null;
}

/** A cold invite on one screen: what it leads to, and one step in. A link that does not work says why and what next. */
export function Join({ token, instance, my }: JoinProps) {
  const t = useTexts();
  const app = useApp();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const joining = useAction();

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setError(null);
    const refuse = async (cause: unknown): Promise<void> => {
      // It may let nobody new in; who is in the room already comes there by it, as by any other of its links.
      const room =
        my && letsNobodyIn(cause) ? await my.roomActions.acceptInvite(token).catch(() => null) : null;
      if (signal.aborted) return;
      if (room) go(roomPath(room.id), { replace: true });
      else setError(cause);
    };
    app.api.chats.previewInvite({ params: { token }, signal }).then(setPreview, (cause: unknown) => {
      if (!signal.aborted) void refuse(cause);
    });
    return () => controller.abort();
  }, [app, my, token, tries]);

  const accept = async (signedIn: SignedIn): Promise<void> => {
    const room = await signedIn.roomActions.acceptInvite(token);
    go(roomPath(room.id), { replace: true });
  };
  // Whoever went from here to sign in has said already that they want to join.
  const { run } = joining;
  useEffect(() => {
    if (my === null || !app.joinIntent.take(token)) return;
    void run(async () => {
      const room = await my.roomActions.acceptInvite(token);
      go(roomPath(room.id), { replace: true });
    });
  }, [app, my, run, token]);
  const refused = error ?? (isSpent(joining.error) ? joining.error : null);
  if (refused) return <NoWayIn error={refused} signedIn={my !== null} retry={() => setTries(tries + 1)} />;
  if (!preview) {
    return (
      <Entry title={t.general.loading}>
        <p className="quiet" role="status">
          {t.general.loading}
        </p>
      </Entry>
    );
  }
  const registerAndJoin = async (credentials: { username: string; password: string }): Promise<void> => {
    await app.register({ ...credentials, invite: token });
    const state = app.session.getSnapshot();
    // From here on this screen shows the one Join button if accepting fails.
    if (state.phase === 'signed-in') await accept(state.my);
  };
  return (
    <Entry title={t.join.title(preview.room.name)}>
      <Inviter preview={preview} />
      <p className="notice">{t.join.history}</p>
      {my !== null ? (
        <>
          <p className="quiet">{t.join.joinAs(my.account.getSnapshot().username)}</p>
          <ErrorText error={joining.error} />
          <button
            type="button"
            className="button main wide"
            aria-disabled={joining.busy}
            onClick={() => void joining.run(() => accept(my))}
          >
            {t.join.submit}
          </button>
        </>
      ) : instance.registration === 'closed' ? (
        <p>{t.register.closed(instance.owner)}</p>
      ) : (
        <>
          <p>{t.join.newHere}</p>
          <CredentialsForm kind="new" submit={t.join.submit} act={registerAndJoin} />
        </>
      )}
      {my === null && (
        <p>
          {t.register.haveAccount}{' '}
          <Link href={signInPath(joinPath(token))} onClick={() => app.joinIntent.begin(token)}>
            {t.join.signIn}
          </Link>
        </p>
      )}
    </Entry>
  );
}

const spent: readonly ErrorCode[] = [
  'not_found',
  'invite_expired',
  'invite_revoked',
  'invite_used_up',
  'room_deleted',
  'removed',
];
const mayBeMembers: readonly ErrorCode[] = ['invite_expired', 'invite_revoked', 'invite_used_up'];
const letsNobodyIn = (error: unknown): boolean =>
  error instanceof ApiError && mayBeMembers.includes(error.code);
const isSpent = (error: unknown): boolean => error instanceof ApiError && spent.includes(error.code);

function wordsOf(t: Texts, error: unknown): { title: string; text: string } {
  const { join } = t;
  switch (error instanceof ApiError ? error.code : undefined) {
    case 'not_found':
    case 'malformed':
      return { title: join.wrongTitle, text: join.wrong };
    case 'invite_expired':
      return { title: join.expiredTitle, text: join.expired };
    case 'invite_used_up':
      return { title: join.usedUpTitle, text: join.usedUp };
    case 'invite_revoked':
      return { title: join.revokedTitle, text: join.revoked };
    case 'room_deleted':
      return { title: join.deletedTitle, text: join.deleted };
    case 'removed':
      return { title: join.removedTitle, text: join.removed };
    default:
      return { title: join.failedTitle, text: errorText(t, error) };
  }
}

function NoWayIn({ error, signedIn, retry }: { error: unknown; signedIn: boolean; retry: () => void }) {
  const t = useTexts();
  const { title, text } = wordsOf(t, error);
  return (
    <Entry title={title}>
      <p role="alert">{text}</p>
      {title === t.join.failedTitle && (
        <button type="button" className="button main" onClick={retry}>
          {t.general.retry}
        </button>
      )}
      <Link className="button" href="/">
        {signedIn ? t.join.toRooms : t.join.toStart}
      </Link>
    </Entry>
  );
}
