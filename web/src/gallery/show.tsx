import { createRoot } from 'react-dom/client';
import { Gallery } from './gallery.tsx';
import { galleryApp } from './world.ts';

/** Draws the gallery instead of the app. */
export function showGallery(place: HTMLElement): void {
  const { app, server } = galleryApp();
  createRoot(place).render(<Gallery app={app} server={server} />);
  void app.start();
}
