import type { Instance } from '../../../contracts/auth.ts';
import { isLoopback } from '../state/link-origin.ts';
import { useTexts } from '../text/texts.ts';

interface OnlyHereProps {
  instance: Instance;
  /** The link on show; null before there is one. */
  link: string | null;
}

/**
 * Says whom a link leads in: this computer alone, and how to change that; or the network, where the page's own address
 * would not. Nothing where that goes without saying.
 */
export function OnlyHere({ instance, link }: OnlyHereProps) {
  const t = useTexts();
  if (instance.loopbackOnly && (link === null || isLoopback(link))) {
    return (
      <p className="notice">
        {t.invites.loopback} <code dir="ltr">{t.invites.loopbackCommand}</code>
      </p>
    );
  }
  // It was told an address, and that leads only here.
  if (link !== null && isLoopback(link)) {
    return (
      <p className="notice">
        {t.invites.loopbackAddress} <code dir="ltr">ROOKERY_URL=https://chat.example.org</code>
      </p>
    );
  }
  return link !== null && isLoopback(location.origin) ? (
    <p className="notice">{t.invites.network(location.hostname)}</p>
  ) : null;
}
