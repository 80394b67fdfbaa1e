import { useTexts } from '../text/texts.ts';
import { isMac, keyCaps, type ShortcutName } from './shortcuts.ts';

/** A shortcut as it is printed on the keys. */
export function KeyCaps({ of }: { of: ShortcutName }) {
  const t = useTexts();
  return (
    <span className="key-caps" dir="ltr">
      {keyCaps(of, isMac(), t.keys.names).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
