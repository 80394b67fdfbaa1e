/** Words for when the app itself could not be loaded, texts included. */
const words = {
  en: ['Rookery could not be loaded.', 'Reload the page'],
  de: ['Rookery konnte nicht geladen werden.', 'Seite neu laden'],
} as const;

/** Says that the app's own script did not come, where otherwise an empty page would stay. */
export function watchStart(): void {
  const failed = (event: Event): void => {
    if (!(event.target instanceof HTMLScriptElement)) return;
    const place = document.getElementById('app');
    const [sentence, label] = words[navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'];
    const line = document.createElement('p');
    line.textContent = sentence;
    const button = document.createElement('button');
    button.className = 'button';
    button.textContent = label;
    button.addEventListener('click', () => location.reload());
    const box = document.createElement('div');
    box.className = 'empty';
    box.setAttribute('role', 'alert');
    box.append(line, button);
    place?.replaceChildren(box);
  };
  // An error of a script does not bubble, so it is caught on its way down.
  addEventListener('error', failed, true);
}
