/** What the browser lets the page do. `unavailable`: it has no notifications, or only over HTTPS. */
export type NotificationPermissionState = 'default' | 'granted' | 'denied' | 'unavailable';

/** What one notification is about. */
export interface Note {
  room: string;
  roomName: string;
  /** The message to open: the one told of, or the room's newest. */
  seq: number;
  /** How many messages were missed. */
  count: number;
  /** Who wrote, "" if their name is not known; left out where only the count is. */
  who?: string;
  /** What they wrote, as plain words in one line; left out where the room is not open in this page. */
  text?: string;
  /** It mentions the reader. */
  mention: boolean;
}

/** Where the page tells somebody who does not look at it. */
export interface NotificationDesk {
  permission(): NotificationPermissionState;
  /** Asks the person; the browser allows that only after a click. */
  ask(): Promise<NotificationPermissionState>;
  /** Shows a note in place of an earlier one of its room; a click opens its message. Answers how to close it. */
  show(note: Note): () => void;
  /** A short quiet tone. */
  tone(): void;
  /** Whether nobody can see this page. */
  hidden(): boolean;
  /** Calls back when that changes. Answers how to stop. */
  watchHidden(listener: () => void): () => void;
}

/** For pages that never tell anybody anything. */
export const closedDesk: NotificationDesk = {
  permission: () => 'unavailable',
  ask: async () => 'unavailable',
  show: () => () => undefined,
  tone: () => undefined,
  hidden: () => false,
  watchHidden: () => () => undefined,
};
