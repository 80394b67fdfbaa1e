import { useTexts } from '../text/texts.ts';

/** What this address, being plain HTTP, keeps browsers from offering. Nothing where nothing is missing. */
export function PlainHttp() {
  const { offline } = useTexts();
  if (isSecureContext) return null;
  return <p className="quiet small">{offline.plainHttp}</p>;
}
