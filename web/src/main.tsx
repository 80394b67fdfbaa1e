import { createRoot } from 'react-dom/client';
import { Root } from './screens/root.tsx';
import { createBrowserApp } from './state/browser-app.ts';
import { forgetTimeZone } from './text/times.ts';
import { chosenLanguage, showLanguage } from './text/texts.ts';

const place = document.getElementById('app');
// False when it is built for the product, so that what it would load is not even there.
if (process.env.ROOKERY_GALLERY === 'yes' && place && location.pathname === '/gallery') {
  await showLanguage(chosenLanguage());
  (await import('./gallery/show.tsx')).showGallery(place);
} else {
  const app = createBrowserApp();
  void app.start();
  app.localDay.subscribe(forgetTimeZone);
  app.localDay.start();
  await showLanguage(chosenLanguage());
  if (place) createRoot(place).render(<Root app={app} />);
}
