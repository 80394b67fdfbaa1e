import { useLayoutEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { useMy } from '../components/app-context.ts';
import { RoomGone } from '../components/room-gone.tsx';
import type { MyRoom } from '../state/my-room.ts';
import type { Timeline } from '../state/timeline.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { Conversation } from './conversation.tsx';

interface ConversationPaneProps {
  room: string;
  /** The message that the address names. */
  seq: number | undefined;
  instance: Instance;
  /** Whether the members show beside it. */
  details: boolean;
  onDetails: (open: boolean) => void;
}

/** A room's conversation, or why there is none. */
export function ConversationPane({ room, seq, instance, details, onDetails }: ConversationPaneProps) {
  const t = useTexts();
  const my = useMy();
  const mine = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room));
  const isMine = mine !== undefined;
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const opened = useRef<Timeline | null>(null);
  const firstSeq = useRef(seq);
  useLayoutEffect(() => {
    // Opened once, and again when a lost room becomes mine again; losing it keeps the reason on show. Who learns only now
    // that the room is theirs has come to it already, and may have read on.
    const before = opened.current;
    if (before && !(isMine && before.getSnapshot().status.state === 'gone')) return;
    opened.current = my.openRooms.open(room);
    setTimeline(opened.current);
    // Before anything is drawn; a later address of the same room is `Conversation`'s to follow.
    if (firstSeq.current !== undefined) my.openRooms.lookAt(room, firstSeq.current);
  }, [my, room, isMine]);
  if (timeline === null) return <main className="conversation" />;
  return (
    <OpenRoom
      timeline={timeline}
      mine={mine}
      seq={seq}
      instance={instance}
      details={details}
      onDetails={onDetails}
      loading={t.general.loading}
    />
  );
}

interface OpenRoomProps extends Omit<ConversationPaneProps, 'room'> {
  timeline: Timeline;
  mine: MyRoom | undefined;
  loading: string;
}

function OpenRoom({ timeline, mine, seq, instance, details, onDetails, loading }: OpenRoomProps) {
  const my = useMy();
  const status = useStore(timeline, (snapshot) => snapshot.status);
  const complete = useStore(my.rooms, (rooms) => rooms.complete);
  if (status.state === 'gone') return <RoomGone code={status.code} />;
  if (!mine) {
    return (
      <main className="conversation">
        {complete && status.state !== 'loading' ? null : <p className="log-edge">{loading}</p>}
      </main>
    );
  }
  return (
    <Conversation
      timeline={timeline}
      room={mine}
      seq={seq}
      instance={instance}
      details={details}
      onDetails={onDetails}
    />
  );
}
