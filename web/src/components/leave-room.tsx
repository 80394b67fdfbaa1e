import { useEffect, useState } from 'react';
import type { Member } from '../../../contracts/chats.ts';
import { ApiError } from '../../../contracts/errors.ts';
import type { MyRoom } from '../state/my-room.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { ErrorText } from './form.tsx';
import { useNames } from './person-name.ts';

/**
 * Asks before leaving; the only owner names who takes over, the last member is told that the room goes too. What the page
 * knows may be old, or only the first of many members: then the server's answer decides what is asked.
 */
export function LeaveRoom({ room, onClose }: { room: MyRoom; onClose: () => void }) {
  const t = useTexts();
  const my = useMy();
  const list = my.openRooms.members(room.id);
  const { members, more, loading, error } = useStore(list);
  const name = useNames();
  const [picked, setPicked] = useState('');
  const [told, setTold] = useState<'last_owner' | 'last_member' | null>(null);
  useEffect(() => void list.loadMore(), [list]);
  const others = members.filter(({ user }) => user !== my.me);
  const successor = others.some(({ user }) => user === picked) ? picked : '';
  const last = told === null ? room.members === 1 : told === 'last_member';
  const otherOwners = others.some(({ role }) => role === 'owner');
  const perhapsOnlyOwner = room.role === 'owner' && !last && (told === 'last_owner' || !otherOwners);
  // Among members that are not loaded yet there may be another owner.
  const needsSuccessor = perhapsOnlyOwner && (told === 'last_owner' || !more);
  const leave = async (): Promise<void> => {
    try {
      await my.roomActions.leave(room.id, { deleteToo: last, ...(perhapsOnlyOwner ? { successor } : {}) });
    } catch (cause) {
      const code = cause instanceof ApiError ? cause.code : null;
      if (code === 'last_owner' || code === 'last_member') setTold(code);
      throw cause;
    }
  };
  const text = last
    ? t.room.lastMemberText
    : needsSuccessor
      ? t.room.successorText
      : perhapsOnlyOwner
        ? t.room.perhapsSuccessorText
        : t.room.leaveText;
  return (
    <Confirm
      title={t.room.leaveTitle(room.name)}
      text={text}
      submit={last ? t.room.lastMemberSubmit : t.room.leaveSubmit}
      disabled={needsSuccessor && successor === ''}
      act={leave}
      onClose={onClose}
    >
      {perhapsOnlyOwner && (
        <>
          <Successor members={others} nameOf={name} chosen={successor} onChoose={setPicked} />
          <ErrorText error={error} />
          {(more || error) && (
            <button
              type="button"
              className="button"
              aria-disabled={loading}
              onClick={() => void list.loadMore()}
            >
              {loading ? t.general.loading : error ? t.general.retry : t.members.loadMore}
            </button>
          )}
        </>
      )}
    </Confirm>
  );
}

/** From how many members on a search is of use. */
const searchedFrom = 20;

interface SuccessorProps {
  members: readonly Member[];
  nameOf: (user: string) => string;
  /** A user id; empty for nobody yet. */
  chosen: string;
  onChoose: (user: string) => void;
}

/** One of the members; among many, those whose name has what was typed. */
function Successor({ members, nameOf, chosen, onChoose }: SuccessorProps) {
  const t = useTexts();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const found = members.filter(
    ({ user }) => user === chosen || nameOf(user).toLocaleLowerCase().includes(wanted),
  );
  return (
    <>
      {members.length >= searchedFrom && (
        <label className="field">
          {t.room.findMember}
          <input
            className="input"
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
      )}
      <label className="field">
        {t.room.successor}
        <select className="input" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
          <option value="">{t.room.choose}</option>
          {found.map(({ user }) => (
            <option key={user} value={user}>
              {nameOf(user)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
