import { useEffect, useRef, useState } from 'react';
import { browserClock } from '../live/clock.ts';
import { PhoneLink } from '../state/phone-link.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { CopyField } from './copy-field.tsx';
import { deviceText } from './device-text.ts';
import { ErrorText } from './form.tsx';
import { QrCode } from './qr-code.tsx';

/** The code that signs a phone in, for as long as it works, and what became of it. */
export function PhoneCode({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const { api } = useMy();
  const [link] = useState(() => new PhoneLink({ api, clock: browserClock, origin: location.origin }));
  const state = useStore(link);
  useEffect(() => {
    void link.make();
    return () => link.stop();
  }, [link]);
  const place = useRef<HTMLDivElement>(null);
  const { phase } = state;
  // The dialog is longer than the screen: all of the code should be in view.
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [phase]);
  const again = (
    <button type="button" className="button" onClick={() => void link.make()}>
      {t.phone.again}
    </button>
  );
  return (
    <div className="phone-code" ref={place}>
      {state.phase === 'making' && <p className="quiet">{t.general.loading}</p>}
      {state.phase === 'failed' && (
        <>
          <ErrorText error={state.error} />
          {again}
        </>
      )}
      {state.phase === 'only-here' && (
        <p className="notice" role="status">
          {t.phone.onlyHere} <code dir="ltr">{t.invites.loopbackCommand}</code> {t.phone.orAddress}{' '}
          <code dir="ltr">ROOKERY_URL</code>
        </p>
      )}
      {state.phase === 'ready' && (
        <>
          <QrCode text={state.url} label={t.phone.codeLabel} />
          <p>{t.phone.scan}</p>
          <p className="quiet small" role="timer" aria-live="off">
            {t.phone.left(state.secondsLeft)}
          </p>
          <CopyField label={t.phone.link} copyLabel={t.invites.copyLink} value={state.url} />
          <p className="quiet small">{t.phone.warning}</p>
        </>
      )}
      <div role="status">
        {state.phase === 'expired' && <p>{t.phone.expired}</p>}
        {state.phase === 'used' && (
          <p className="notice">{t.phone.used(deviceText(t, state.session.device))}</p>
        )}
      </div>
      <div className="row">
        {(state.phase === 'expired' || state.phase === 'used') && again}
        <button type="button" className="button" onClick={onClose}>
          {t.phone.hide}
        </button>
      </div>
    </div>
  );
}
