import { lazy, Suspense, useEffect } from 'react';
import { ProvideApp, ProvideMy } from '../components/app-context.ts';
import { Starting } from '../components/starting.tsx';
import { UpdateLine } from '../components/update-line.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { currentPath, go, usePath } from '../navigate.ts';
import { placeOf, registerPath, signInPath, type Place } from '../routes.ts';
import type { App } from '../state/app.ts';
import type { SessionState } from '../state/session.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { Claim } from './claim.tsx';
import { Entry } from './entry.tsx';
import { Join } from './join.tsx';
import { Main } from './main.tsx';
import { Register } from './register.tsx';
import { SignIn } from './sign-in.tsx';

const Phone = lazy(async () => ({ default: (await import('./phone.tsx')).Phone }));

/** Chooses the screen by who is signed in and by the address. */
export function Root({ app }: { app: App }) {
  const state = useStore(app.session);
  const place = placeOf(usePath());
  return (
    <ProvideApp value={app}>
      <UpdateLine />
      <ErrorBoundary of={state.phase}>
        <Screen state={state} place={place} />
      </ErrorBoundary>
    </ProvideApp>
  );
}

function Screen({ state, place }: { state: SessionState; place: Place }) {
  if (state.phase === 'starting') return <Starting />;
  if (state.phase === 'unreachable') return <Unreachable />;
  // The same element for signed in or not: registering on this screen must not lose what it is doing.
  if (place.name === 'join') {
    return (
      <Join
        key={place.token}
        token={place.token}
        instance={state.instance}
        my={state.phase === 'signed-in' ? state.my : null}
      />
    );
  }
  if (place.name === 'phone') {
    return (
      <Suspense fallback={null}>
        <Phone my={state.phase === 'signed-in' ? state.my : null} />
      </Suspense>
    );
  }
  if (state.phase === 'signed-in') {
    if (place.name === 'register' || place.name === 'sign-in') return <GoOn to={place.next} />;
    if (place.name === 'claim') return <GoOn to="/" />;
    return (
      <ProvideMy value={state.my}>
        <Main
          key={state.my.me}
          my={state.my}
          instance={state.instance}
          room={place.name === 'room' ? place.room : null}
          seq={place.name === 'room' ? place.seq : undefined}
        />
      </ProvideMy>
    );
  }
  if (place.name === 'claim') return <Claim instance={state.instance} />;
  if (place.name === 'sign-in') {
    return <SignIn instance={state.instance} next={place.next} ended={state.because === 'session-ended'} />;
  }
  if (place.name === 'register') return <Register instance={state.instance} next={place.next} />;
  return (
    <GoOn
      to={
        state.because === 'visit'
          ? registerPath(currentPath())
          : signInPath(state.because === 'signed-out' ? '/' : currentPath())
      }
    />
  );
}

/** An address that is not for this visitor leads on to the one that is. */
function GoOn({ to }: { to: string }) {
  useEffect(() => go(to, { replace: true }), [to]);
  return null;
}

function Unreachable() {
  const t = useTexts();
  return (
    <Entry title={t.general.unreachableTitle}>
      <p role="status">{t.general.unreachable}</p>
      <button type="button" className="button main" onClick={() => location.reload()}>
        {t.general.retry}
      </button>
    </Entry>
  );
}
