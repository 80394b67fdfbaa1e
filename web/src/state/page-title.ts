/** The words that a title needs, in the reader's language. */
interface TitleWords {
  title: string;
  unreadTitle: (unread: number, title: string) => string;
}

/** What the tab's title says: the room on show, and before it how much is unread in all rooms. */
export function pageTitle(unread: number, room: string | undefined, words: TitleWords): string {
  const title = `${room ?? words.title} · Rookery`;
  return unread > 0 ? words.unreadTitle(unread, title) : title;
}
