import { useEffect, useState } from 'react';
import { messagePath } from '../routes.ts';
import { useTexts } from '../text/texts.ts';
import { CopyField } from './copy-field.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';

/** The tick stays for so long. */
const copiedMs = 2_000;

/** Copies a message's address; where the page may not write to the clipboard, it is shown to be copied by hand. */
export function CopyMessageLink({ room, seq }: { room: string; seq: number }) {
  const t = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const address = location.origin + messagePath(room, seq);
  useEffect(() => {
    if (outcome !== 'copied') return undefined;
    const timer = setTimeout(() => setOutcome(null), copiedMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    // Over plain HTTP there is no clipboard at all, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    try {
      await clipboard?.writeText(address);
      setOutcome(clipboard ? 'copied' : 'refused');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <>
      <button
        type="button"
        className="icon-button"
        tabIndex={-1}
        aria-label={t.message.copyLink}
        onClick={() => void copy()}
      >
        <Icon name={outcome === 'copied' ? 'tick' : 'link'} size={18} />
      </button>
      <span className="visually-hidden" role="status">
        {outcome === 'copied' ? t.general.copied : ''}
      </span>
      {outcome === 'refused' && (
        <Dialog title={t.message.copyLink} onClose={() => setOutcome(null)}>
          <CopyField label={t.message.link} copyLabel={t.general.copy} value={address} />
        </Dialog>
      )}
    </>
  );
}
