import { useTexts } from '../text/texts.ts';
import { Dialog } from './dialog.tsx';
import { KeyCaps } from './key-caps.tsx';
import { shortcuts, type ShortcutName } from './shortcuts.ts';

const parts = [
  { part: 'anywhere', places: ['anywhere', 'outside-fields'] },
  { part: 'composer', places: ['composer'] },
  { part: 'lists', places: ['lists'] },
] as const;

const names = Object.keys(shortcuts) as ShortcutName[];

/** Lists every key there is. Loaded when opened. */
export function ShortcutList({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  return (
    <Dialog title={t.keys.title} onClose={onClose}>
      {parts.map(({ part, places }) => (
        <section key={part}>
          <h3>{t.keys.parts[part]}</h3>
          <dl className="shortcuts">
            {names
              .filter((name) => places.some((place) => place === shortcuts[name].place))
              .map((name) => (
                <div key={name}>
                  <dt>{t.keys.does[name]}</dt>
                  <dd>
                    <KeyCaps of={name} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
