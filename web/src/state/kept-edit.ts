import type { Drafts } from './drafts.ts';

/** A change of one's own message that was begun and not sent. */
export interface BegunEdit {
  /** The message's key, which it has before it has a number. */
  key: string;
  text: string;
}

/** Under the name of its room in the drafts: one of each room, kept and erased as they are. */
const nameOf = (room: string): string => `${room}/edit`;

/** Whether what the drafts keep under this name is an edit. */
export const isEditName = (name: string): boolean => name.endsWith('/edit');

/** The edit that was begun in a room, also before a reload. */
export function begunEdit(drafts: Drafts, room: string): BegunEdit | undefined {
  const [, key, text = ''] = /^([\w-]+)\n(.*)$/s.exec(drafts.get(nameOf(room))) ?? [];
  return key === undefined ? undefined : { key, text };
}

export function keepEdit(drafts: Drafts, room: string, { key, text }: BegunEdit): void {
  drafts.set(nameOf(room), `${key}\n${text}`);
}

/** The change of this message was sent or given up; one of another message, begun since, is kept. */
export function forgetEdit(drafts: Drafts, room: string, key: string): void {
  if (begunEdit(drafts, room)?.key === key) forgetEdits(drafts, room);
}

/** Forgets whatever was begun in a room. */
export function forgetEdits(drafts: Drafts, room: string): void {
  drafts.set(nameOf(room), '');
}

/** Whether a reload would lose it. */
export const isEditUnkept = (drafts: Drafts, room: string): boolean => drafts.isUnkept(nameOf(room));
