/** Every key of the app: what handles keys and what lists them both read it here. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it. Several keys do one thing in either direction. */
  keys: readonly string[];
  /** With ⌘ on a Mac, with Ctrl elsewhere. */
  mod?: true;
  alt?: true;
  /** `any`: whether Shift is needed for the sign depends on the keyboard's layout. */
  shift?: true | 'any';
  /** Whether it works all over the page, also outside of fields only, or in one part of it. */
  place: 'anywhere' | 'outside-fields' | 'composer' | 'lists';
}

export const shortcuts = {
  palette: { keys: ['k'], mod: true, place: 'anywhere' },
  nextRoom: { keys: ['ArrowDown'], alt: true, place: 'anywhere' },
  previousRoom: { keys: ['ArrowUp'], alt: true, place: 'anywhere' },
  nextUnread: { keys: ['ArrowDown'], alt: true, shift: true, place: 'anywhere' },
  previousUnread: { keys: ['ArrowUp'], alt: true, shift: true, place: 'anywhere' },
  back: { keys: ['Escape'], place: 'anywhere' },
  help: { keys: ['?'], shift: 'any', place: 'outside-fields' },
  send: { keys: ['Enter'], place: 'composer' },
  newLine: { keys: ['Enter'], shift: true, place: 'composer' },
  bold: { keys: ['b'], mod: true, place: 'composer' },
  italic: { keys: ['i'], mod: true, place: 'composer' },
  editLast: { keys: ['ArrowUp'], place: 'composer' },
  walk: { keys: ['ArrowUp', 'ArrowDown'], place: 'lists' },
  ends: { keys: ['Home', 'End'], place: 'lists' },
  actions: { keys: ['Tab'], place: 'lists' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

/** What of a keyboard event counts; React's and the browser's own both have it. */
export interface Pressed {
  key: string;
  /** The key's place on the keyboard, whatever is printed on it. */
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  getModifierState: (key: 'AltGraph') => boolean;
}

/** Whether an event is this shortcut. AltGr types characters, so it is neither Alt nor Ctrl. */
export function presses(event: Pressed, name: ShortcutName, mac: boolean): boolean {
  const { keys, mod, alt, shift }: Shortcut = shortcuts[name];
  if (event.getModifierState('AltGraph')) return false;
  if (!keys.some((key) => key === event.key || isLetterOf(event, key))) return false;
  return (
    event.altKey === (alt ?? false) &&
    event.ctrlKey === (mod !== undefined && !mac) &&
    event.metaKey === (mod !== undefined && mac) &&
    (shift === 'any' || event.shiftKey === (shift ?? false))
  );
}

/** Where the layout has no Latin letters, the key in the same place counts. */
function isLetterOf({ key, code }: Pressed, letter: string): boolean {
  if (!/^[a-z]$/.test(letter)) return false;
  return /^[a-z]$/i.test(key) ? key.toLowerCase() === letter : code === `Key${letter.toUpperCase()}`;
}

/** Whether this is a Mac, whose keys have other names and places. */
export const isMac = (): boolean => /Mac OS X/.test(navigator.userAgent);

/** Words on keys, in the reader's language. */
export interface KeyNames {
  ctrl: string;
  alt: string;
  shift: string;
  enter: string;
  escape: string;
  home: string;
  end: string;
  tab: string;
}

/** How the keys of a shortcut are written, each in a cap of its own: `Ctrl`, `K`. */
export function keyCaps(name: ShortcutName, mac: boolean, words: KeyNames): readonly string[] {
  const { keys, mod, alt, shift }: Shortcut = shortcuts[name];
  const named: Record<string, string> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    Enter: words.enter,
    Escape: words.escape,
    Home: words.home,
    End: words.end,
    Tab: words.tab,
  };
  return [
    ...(mod ? [mac ? '⌘' : words.ctrl] : []),
    ...(shift === true ? [mac ? '⇧' : words.shift] : []),
    ...(alt ? [mac ? '⌥' : words.alt] : []),
    ...keys.map((key) => named[key] ?? key.toUpperCase()),
  ];
}
