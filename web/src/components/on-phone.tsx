import { lazy, Suspense, useState } from 'react';
import { useTexts } from '../text/texts.ts';

const PhoneCode = lazy(async () => ({ default: (await import('./phone-code.tsx')).PhoneCode }));

/** Offers to sign a phone in; the link is made when it is asked for. */
export function OnPhone() {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <div className="on-phone">
      <p className="quiet">{t.phone.lead}</p>
      {open ? (
        <Suspense fallback={<p className="quiet">{t.general.loading}</p>}>
          <PhoneCode onClose={() => setOpen(false)} />
        </Suspense>
      ) : (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {t.phone.show}
        </button>
      )}
    </div>
  );
}
