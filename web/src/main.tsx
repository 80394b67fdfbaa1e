import { createRoot } from 'react-dom/client';
import { Root } from './screens/root.tsx';
import { createBrowserApp } from './state/browser-app.ts';
import { chosenLanguage, showLanguage } from './text/texts.ts';

const app = createBrowserApp();
void app.start();
await showLanguage(chosenLanguage());
const place = document.getElementById('app');
if (place) createRoot(place).render(<Root app={app} />);
