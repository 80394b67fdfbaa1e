import { useEffect, type ReactNode } from 'react';
import { dayOf } from '../state/local-day.ts';
import type { MyRoom } from '../state/my-room.ts';
import type { MessageItem, TimelineItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useApp, useMy } from './app-context.ts';
import { DayLine } from './day-line.tsx';
import { Message } from './message.tsx';
import { Notice } from './notice.tsx';
import { useNames } from './person-name.ts';
import type { Part } from './visible-rows.ts';

/** What a message of the log may ask of the screen around it. */
export interface MessageActs {
  editing: string | null;
  onEdit: (id: string) => void;
  /** The change of this message is done or given up. */
  onEditEnd: (id: string) => void;
  onDelete: (item: MessageItem) => void;
}

interface LogRowsProps {
  room: MyRoom;
  items: readonly TimelineItem[];
  /** Which of them to draw. */
  part: Part;
  firstUnreadSeq: number | null;
  /** The id of the one that is marked. */
  marked: string | null;
  acts: MessageActs;
}

/** Messages of one sender within so long stand under one name. */
const groupMs = 5 * 60_000;
/** Of 200 whom one socket may watch in all, the rest is for the list of members. */
const watchedMost = 100;

/** Entries of the conversation one below the other, grouped, with the lines between days and above what is new. */
export function LogRows({ room, items, part, firstUnreadSeq, marked, acts }: LogRowsProps) {
  const t = useTexts();
  const my = useMy();
  const profiles = useStore(my.profiles);
  const name = useNames();
  // Where one day ends and the next begins is another place in another time zone.
  useStore(useApp().localDay);
  const { editing, onEdit, onEditEnd, onDelete } = acts;
  const drawn = items.slice(part.start, part.end);
  const owner = room.role === 'owner';
  // Changes of names and pictures come only for people whom this page watches.
  const authors = [...new Set(drawn.toReversed().map(({ by }) => by))].slice(0, watchedMost).join();
  useEffect(() => (authors === '' ? undefined : my.presence.watch(authors.split(','))), [my, authors]);
  // One flat list: rows in lists of their own would be told apart by their place, and made anew when others come above.
  const row = (item: TimelineItem, at: number): readonly ReactNode[] => {
    const before = items[part.start + at - 1];
    const newDay = !before || dayOf(before.at) !== dayOf(item.at);
    const newLine = item.seq !== null && item.seq === firstUnreadSeq;
    const lines = (newDay || newLine) && (
      <div key={`${item.id} lines`}>
        {newDay && <DayLine at={item.at} />}
        {newLine && <p className="new-line">{t.conversation.newLine}</p>}
      </div>
    );
    if (item.kind !== 'message') return [lines, <Notice key={item.id} item={item} name={name} />];
    const own = item.by === my.me;
    const there = item.seq !== null && item.state === 'sent' && item.body !== null;
    const grouped =
      before?.kind === 'message' && before.by === item.by && item.at - before.at < groupMs && !lines;
    return [
      lines,
      <Message
        key={item.id}
        room={room.id}
        item={item}
        author={profiles.of(item.by)}
        ambiguous={profiles.isNamesake(item.by)}
        first={!grouped}
        marked={item.id === marked}
        editing={editing === item.id}
        mayEdit={own && there}
        mayDelete={there && (own || owner)}
        onEdit={onEdit}
        onEditEnd={onEditEnd}
        onDelete={onDelete}
      />,
    ];
  };
  return <>{drawn.flatMap(row)}</>;
}
