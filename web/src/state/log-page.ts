import type { Message } from '../../../contracts/chats.ts';
import { itemOf, peopleOf, type AnyEvent } from './event-items.ts';
import type { EventsPage } from './room-log.ts';
import type { Stretch } from './stretch.ts';
import type { TimelineItem } from './timeline-items.ts';

export interface PageQuery {
  before?: number;
  after?: number;
  limit: number;
}

export interface PageDeps {
  /** A page of the room's log, oldest first. */
  loadEvents: (query: PageQuery) => Promise<EventsPage>;
  /** A page of the room's messages as they are now, oldest first. */
  loadMessages: (query: PageQuery) => Promise<{ messages: readonly Message[] }>;
  /** These people are in what was loaded. */
  seen: (users: Iterable<string>) => void;
}

export interface LogPage extends Stretch {
  epoch: string;
}

/**
 * A page from the middle of a room's log, as it is now. Throws `ApiError`. An empty one ends before it begins.
 *
 * It is asked for twice, at the same time. The log says what there is, joins and leaves too, without a gap; but its texts
 * are those first posted, and the edits of them may be anywhere further down. The messages are as they are now; but only
 * messages. So the entries are the log's, and their texts the messages'.
 */
export async function loadPage(deps: PageDeps, query: PageQuery): Promise<LogPage> {
  const [{ events: logged, epoch }, { messages }] = await Promise.all([
    deps.loadEvents(query),
    deps.loadMessages(query),
  ]);
  const now = new Map(messages.map((message) => [message.seq, message]));
  const events = known(logged, now, query.after === undefined);
  deps.seen(peopleOf(events));
  const items = events.flatMap((event): TimelineItem[] => {
    const item = itemOf(event);
    if (item?.kind !== 'message') return item ? [item] : [];
    // One that was posted between the two answers is as it was posted.
    const { body, editedAt, deletedAt } = now.get(event.seq) ?? item;
    return [
      {
        ...item,
        body,
        ...(editedAt === undefined ? {} : { editedAt }),
        ...(deletedAt === undefined ? {} : { deletedAt }),
      },
    ];
  });
  const { after = 0 } = query;
  return { first: events[0]?.seq ?? after + 1, last: events.at(-1)?.seq ?? after, items, epoch };
}

/**
 * As much of a page as the messages reach. Where texts are long both pages hold fewer than asked for, and not equally many:
 * an edited text may be longer than the first. Where not one is known they were all posted between the two answers.
 */
function known(events: readonly AnyEvent[], messages: ReadonlyMap<number, Message>, backwards: boolean) {
  const isUnknown = ({ type, seq }: AnyEvent) => type === 'message.posted' && !messages.has(seq);
  if (backwards) {
    const part = events.slice(events.findLastIndex(isUnknown) + 1);
    return part.length === 0 ? events : part;
  }
  const end = events.findIndex(isUnknown);
  return end <= 0 ? events : events.slice(0, end);
}
