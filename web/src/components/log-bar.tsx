import type { ReactNode } from 'react';
import type { Timeline } from '../state/timeline.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { Icon } from './icon.tsx';

/**
 * A line over the top of the conversation: that much is new further up than what is shown, that a place was not there, or
 * could not be reached. It can be sent away, and covers nothing that cannot be scrolled from under it.
 */
export function LogBar({ timeline }: { timeline: Timeline }) {
  const t = useTexts();
  const { newAtEntry, newAbove } = useStore(timeline);
  const { back, place, going, error } = useStore(timeline.looking);
  const { looking } = timeline;
  if (error) {
    return (
      <Bar onClose={() => looking.toNewest()}>
        <span role="alert">{t.conversation.placeFailed}</span>
        <button type="button" className="link-button" onClick={() => looking.retry()}>
          {t.general.retry}
        </button>
      </Bar>
    );
  }
  if (place && !place.exact) {
    return (
      <Bar onClose={() => looking.forgetPlace()}>
        <span role="status">{t.conversation.nearest}</span>
      </Bar>
    );
  }
  if (!newAtEntry || !newAbove || back || going) return null;
  return (
    <Bar onClose={() => timeline.newAtEntry.dismiss()}>
      <button type="button" className="link-button" onClick={() => looking.firstAfter(newAtEntry.read)}>
        {t.conversation.toFirstNew(newAtEntry.count)}
      </button>
    </Bar>
  );
}

/** The looks of it: what it says, and the way to send it away. */
export function Bar({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const t = useTexts();
  return (
    <div className="log-bar">
      {children}
      <button
        type="button"
        className="icon-button"
        aria-label={t.conversation.dismiss}
        onClick={() => {
          // The button goes, and must not take the focus with it.
          document.querySelector<HTMLElement>('.log')?.focus({ preventScroll: true });
          onClose();
        }}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
