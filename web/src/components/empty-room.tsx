import { useTexts } from '../text/texts.ts';
import { Icon } from './icon.tsx';

/** A conversation in which nothing was said yet, and the next step. */
export function EmptyRoom({ onInvite }: { onInvite: () => void }) {
  const t = useTexts();
  return (
    <div className="empty">
      <Icon name="hash" size={32} />
      <h2>{t.conversation.emptyTitle}</h2>
      <p className="quiet">{t.conversation.empty}</p>
      <button type="button" className="button main" onClick={onInvite}>
        <Icon name="invite" size={18} />
        {t.room.invite}
      </button>
    </div>
  );
}
