import type { Instance } from '../../../contracts/auth.ts';
import { useTexts } from '../text/texts.ts';

/** Says that links work on this computer alone, and how to change that; nothing where they work elsewhere too. */
export function OnlyHere({ instance }: { instance: Instance }) {
  const t = useTexts();
  if (!instance.loopbackOnly) return null;
  return (
    <p className="notice">
      {t.invites.loopback} <code dir="ltr">{t.invites.loopbackCommand}</code>
    </p>
  );
}
