import { memo, useLayoutEffect, useRef } from 'react';
import { roomPath } from '../routes.ts';
import type { MyRoom } from '../state/my-room.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { KeyCaps } from './key-caps.tsx';
import { Link } from './link.tsx';
import { UnreadEdges } from './unread-edges.tsx';
import { useRoving } from './use-roving.ts';
import { nameOf, usePerson } from './person-name.ts';

interface RoomsPaneProps {
  current: string | null;
  onCreate: () => void;
  onSettings: () => void;
  onJump: () => void;
}

/** My rooms with what is unread in each, and myself beneath. */
export function RoomsPane({ current, onCreate, onSettings, onJump }: RoomsPaneProps) {
  const t = useTexts();
  const my = useMy();
  const { rooms, complete } = useStore(my.rooms);
  const me = usePerson(my.me);
  const { stop, ...roving } = useRoving(
    rooms.map(({ id }) => id),
    current,
  );
  const list = useRef<HTMLElement>(null);
  const there = current !== null && rooms.some(({ id }) => id === current);
  useLayoutEffect(() => {
    // Whoever comes by a link or a key sees where in the list they are.
    if (there) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current, there]);
  return (
    // Without a room this list is what the page is about, and on a phone all there is.
    <div className="rooms-pane" role={current === null ? 'main' : 'complementary'} aria-label={t.rooms.title}>
      <div className="pane-head">
        {current === null ? <h1>{t.rooms.title}</h1> : <h2>{t.rooms.title}</h2>}
        <button type="button" className="icon-button" aria-label={t.rooms.create} onClick={onCreate}>
          <Icon name="plus" />
        </button>
      </div>
      <button type="button" className="jump-to" aria-label={t.palette.open} onClick={onJump}>
        <Icon name="search" size={16} />
        <span className="one-line">{t.palette.open}</span>
        <KeyCaps of="palette" />
      </button>
      <div className="rooms-list">
        <nav ref={list} aria-label={t.rooms.list}>
          {complete && rooms.length === 0 ? (
            <div className="empty">
              <h2>{t.rooms.noneTitle}</h2>
              <p className="quiet">{t.rooms.none}</p>
              <button type="button" className="button main" onClick={onCreate}>
                {t.rooms.createTitle}
              </button>
            </div>
          ) : (
            <ul {...roving}>
              {rooms.map((room) => (
                <li key={room.id}>
                  <RoomLink room={room} current={room.id === current} stop={room.id === stop} />
                </li>
              ))}
            </ul>
          )}
        </nav>
        <UnreadEdges box={list} rooms={rooms} />
      </div>
      <div className="me-bar">
        <button type="button" className="who" aria-label={t.settings.open} onClick={onSettings}>
          <Avatar person={me} size={32} />
          <span>
            <span className="one-line">
              <bdi>{nameOf(me, t.general.somebody)}</bdi>
            </span>
            {me.status !== '' && (
              <span className="one-line quiet small">
                <bdi>{me.status}</bdi>
              </span>
            )}
          </span>
        </button>
      </div>
    </div>
  );
}

const RoomLink = memo(function RoomLink({
  room,
  current,
  stop,
}: {
  room: MyRoom;
  current: boolean;
  /** Where Tab stops in the list. */
  stop: boolean;
}) {
  const t = useTexts();
  const mentions = room.mentions?.length ?? 0;
  return (
    <Link
      href={roomPath(room.id)}
      data-row={room.id}
      tabIndex={stop ? 0 : -1}
      className={`room-link${room.unread > 0 ? ' unread' : ''}`}
      {...(current ? { 'aria-current': 'page' as const } : {})}
    >
      <Icon name="hash" size={16} />
      <span className="name">
        <bdi>{room.name}</bdi>
      </span>
      {mentions > 0 && (
        <>
          <span className="badge mention" aria-hidden="true">
            @ {mentions > 99 ? '99+' : mentions}
          </span>
          <span className="visually-hidden">, {t.rooms.mentions(mentions)}</span>
        </>
      )}
      {room.unread > 0 && (
        <>
          <span className="badge" aria-hidden="true">
            {room.unread > 999 ? '999+' : room.unread}
          </span>
          <span className="visually-hidden">, {t.rooms.unread(room.unread)}</span>
        </>
      )}
    </Link>
  );
});
