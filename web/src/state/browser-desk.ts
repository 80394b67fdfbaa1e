import { go } from '../navigate.ts';
import { messagePath } from '../routes.ts';
import { currentTexts } from '../text/texts.ts';
import type { Texts } from '../text/en.ts';
import type { Note, NotificationDesk, NotificationPermissionState } from './notification-desk.ts';

/** The browser's own notifications. Over plain HTTP there are none. */
export const browserDesk: NotificationDesk = {
  permission,
  ask: async () => {
    if (permission() === 'default') await Notification.requestPermission();
    return permission();
  },
  show: (note) => {
    try {
      const { title, body } = wordsOf(note, currentTexts().notifications);
      // One of each room, whichever page shows it; the page has a tone of its own.
      const shown = new Notification(title, { body, tag: `rookery ${note.room}`, silent: true });
      shown.addEventListener('click', () => {
        shown.close();
        window.focus();
        go(messagePath(note.room, note.seq));
      });
      return () => {
        shown.close();
      };
    } catch {
      // Phones show them only for pages that the server wakes.
      return () => undefined;
    }
  },
  tone,
  hidden: () => document.visibilityState === 'hidden',
  watchHidden: (listener) => {
    document.addEventListener('visibilitychange', listener);
    return () => {
      document.removeEventListener('visibilitychange', listener);
    };
  },
};

function permission(): NotificationPermissionState {
  return isSecureContext && 'Notification' in window ? Notification.permission : 'unavailable';
}

/** What a notification says: who and where, and what if that is known. */
function wordsOf(note: Note, t: Texts['notifications']): { title: string; body: string } {
  const who = note.who === '' ? currentTexts().general.somebody : note.who;
  if (who === undefined) return { title: t.arrived(note.count, note.roomName), body: '' };
  const title = note.mention ? t.mentioned(who, note.roomName) : t.heading(who, note.roomName);
  const more = note.count > 1 ? t.more(note.count - 1) : '';
  return { title, body: [note.text ?? '', more].filter((part) => part !== '').join('\n') };
}

let context: AudioContext | undefined;

/** A quarter of a second at a quiet level, made here: no file to load. Browsers that want a click first stay silent. */
function tone(): void {
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    const start = context.currentTime;
    const oscillator = new OscillatorNode(context, { frequency: 660 });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.05, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.25);
  } catch {
    // Without sound the rest is as it was.
  }
}
