import type { Drafts } from './drafts.ts';

/** A change of a message that was begun and not sent. */
export interface BegunEdit {
  seq: number;
  text: string;
}

/** Under the name of its room in the drafts: one of each room, kept and erased as they are. */
const nameOf = (room: string): string => `${room}/edit`;

/** The edit that was begun in a room, also before a reload. */
export function begunEdit(drafts: Drafts, room: string): BegunEdit | undefined {
  const [, seq, text = ''] = /^(\d+)\n(.*)$/s.exec(drafts.get(nameOf(room))) ?? [];
  return seq === undefined ? undefined : { seq: Number(seq), text };
}

export function keepEdit(drafts: Drafts, room: string, { seq, text }: BegunEdit): void {
  drafts.set(nameOf(room), `${seq}\n${text}`);
}

/** It was sent or given up. */
export function forgetEdit(drafts: Drafts, room: string): void {
  drafts.set(nameOf(room), '');
}

/** Whether a reload would lose it. */
export const isEditUnkept = (drafts: Drafts, room: string): boolean => drafts.isUnkept(nameOf(room));
