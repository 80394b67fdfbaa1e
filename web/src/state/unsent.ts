import type { Drafts } from './drafts.ts';
import { isEditName } from './kept-edit.ts';
import type { Outbox } from './outbox.ts';

/** What a person has written and nobody else has: signing out erases it. */
export interface Unsent {
  posts: number;
  drafts: number;
  /** Changes of messages that were begun. */
  edits: number;
  /** All of it together. */
  count: number;
}

/** What signing out now would lose; nothing when nobody is signed in. */
export function unsentOf(my: { drafts: Drafts; outbox: Outbox } | undefined): Unsent {
  const posts = my?.outbox.unsentCount ?? 0;
  const names = my?.drafts.names() ?? [];
  const edits = names.filter(isEditName).length;
  return { posts, drafts: names.length - edits, edits, count: posts + names.length };
}
