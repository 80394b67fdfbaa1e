import { useEffect, useRef, useState } from 'react';
import type { MyRoom } from '../state/my-room.ts';
import { useStore } from '../state/use-store.ts';
import { currentLocale, useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Confirm } from './confirm.tsx';
import { ErrorText } from './form.tsx';
import { Icon } from './icon.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useNarrow } from './use-narrow.ts';
import { useRoving } from './use-roving.ts';
import { handleOf, nameOf, useNames } from './person-name.ts';

interface MembersPanelProps {
  room: MyRoom;
  onClose: () => void;
  onInvite: () => void;
}

/** More people than one socket may watch show without their presence. */
const watchedMost = 200;

/** Who is in the room: owners first, with their presence; owners can remove others. */
export function MembersPanel({ room, onClose, onInvite }: MembersPanelProps) {
  const t = useTexts();
  const my = useMy();
  const list = my.openRooms.members(room.id);
  const { members, more, loading, error } = useStore(list);
  const profiles = useStore(my.profiles);
  const online = useStore(my.presence, (presence) => presence.online);
  const [removing, setRemoving] = useState<string | null>(null);
  useEffect(() => {
    if (list.getSnapshot().members.length === 0) void list.loadMore();
  }, [list]);
  const watched = members
    .slice(0, watchedMost)
    .map(({ user }) => user)
    .join();
  useEffect(() => (watched === '' ? undefined : my.presence.watch(watched.split(','))), [my, watched]);

  const name = (user: string): string => nameOf(profiles.of(user), t.general.somebody);
  const fullName = useNames();
  const byName = new Intl.Collator(currentLocale(), { numeric: true, sensitivity: 'base' });
  const sorted = members.toSorted(
    (a, b) =>
      Number(b.role === 'owner') - Number(a.role === 'owner') || byName.compare(name(a.user), name(b.user)),
  );
  const { stop, ...roving } = useRoving(
    sorted.map(({ user }) => user),
    null,
  );
  const all = useRef<HTMLDivElement>(null);
  useKeptFocus(all, '.member');
  // On a phone nothing else is there: this is what the page is about.
  const alone = useNarrow();
  return (
    <div className="details" role={alone ? 'main' : 'complementary'} aria-label={t.members.title}>
      <div className="pane-head">
        <button
          type="button"
          className="icon-button back"
          aria-label={t.general.backToConversation}
          onClick={onClose}
        >
          <Icon name="back" />
        </button>
        {alone ? <h1>{t.members.title}</h1> : <h2>{t.members.title}</h2>}
        <button type="button" className="icon-button" aria-label={t.members.hide} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div ref={all} className="scroll">
        <button type="button" className="button wide" onClick={onInvite}>
          <Icon name="invite" size={18} />
          {t.room.invite}
        </button>
        <ul aria-label={t.members.title} {...roving}>
          {sorted.map(({ user, role }) => {
            const person = profiles.of(user);
            const isOnline = user === my.me || online.has(user);
            return (
              <li key={user} className="member" data-row={user} tabIndex={user === stop ? 0 : -1}>
                <Avatar person={person} online={isOnline} />
                <div className="who">
                  <span className="one-line">
                    <bdi>{name(user)}</bdi>
                  </span>
                  <span className="one-line quiet small">
                    {[
                      handleOf(person.username),
                      user === my.me && t.members.you,
                      role === 'owner' && t.members.owner,
                      person.status,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                  {isOnline && <span className="visually-hidden">{t.members.online}</span>}
                </div>
                {room.role === 'owner' && user !== my.me && (
                  <button
                    type="button"
                    className="link-button small danger"
                    tabIndex={user === stop ? 0 : -1}
                    aria-label={t.members.removeLabel(fullName(user))}
                    onClick={() => setRemoving(user)}
                  >
                    {t.members.remove}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
        <ErrorText error={error} />
        {(more || error) && (
          <button
            type="button"
            className="button wide"
            aria-disabled={loading}
            onClick={() => void list.loadMore()}
          >
            {loading ? t.general.loading : error ? t.general.retry : t.members.loadMore}
          </button>
        )}
      </div>
      {removing !== null && (
        <Confirm
          title={t.members.removeTitle(fullName(removing))}
          text={t.members.removeText}
          submit={t.members.removeSubmit}
          act={() => my.roomActions.removeMember(room.id, removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </div>
  );
}
