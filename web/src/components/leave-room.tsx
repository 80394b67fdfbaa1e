import { useEffect, useState } from 'react';
import type { MyRoom } from '../state/rooms.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { useNames } from './person-name.ts';

/** Asks before leaving; the only owner names who takes over, the last member is told that the room goes too. */
export function LeaveRoom({ room, onClose }: { room: MyRoom; onClose: () => void }) {
  const t = useTexts();
  const my = useMy();
  const list = my.members(room.id);
  const { members, more } = useStore(list);
  const name = useNames();
  const [successor, setSuccessor] = useState('');
  useEffect(() => void list.loadMore(), [list]);
  const others = members.filter(({ user }) => user !== my.me);
  const otherOwners = others.some(({ role }) => role === 'owner');
  const last = room.members === 1;
  const needsSuccessor = room.role === 'owner' && !last && !otherOwners && !more;
  const leave = (): Promise<void> =>
    my.leaveRoom(room.id, { deleteToo: last, ...(needsSuccessor ? { successor } : {}) });
  return (
    <Confirm
      title={t.room.leaveTitle(room.name)}
      text={last ? t.room.lastMemberText : needsSuccessor ? t.room.successorText : t.room.leaveText}
      submit={last ? t.room.lastMemberSubmit : t.room.leaveSubmit}
      disabled={needsSuccessor && successor === ''}
      act={leave}
      onClose={onClose}
    >
      {needsSuccessor && (
        <label className="field">
          {t.room.successor}
          <select
            className="input"
            value={successor}
            onChange={(event) => setSuccessor(event.currentTarget.value)}
          >
            <option value="">{t.room.choose}</option>
            {others.map(({ user }) => (
              <option key={user} value={user}>
                {name(user)}
              </option>
            ))}
          </select>
        </label>
      )}
    </Confirm>
  );
}
