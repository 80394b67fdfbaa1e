import { useId, useRef, useState } from 'react';
import { useTexts } from '../text/texts.ts';

/** A text to copy with one click; where the page may not write to the clipboard, it is selected instead. */
export function CopyField({ label, copyLabel, value }: { label: string; copyLabel: string; value: string }) {
  const t = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'selected' | null>(null);
  const copy = async (): Promise<void> => {
    field.current?.focus();
    field.current?.select();
    try {
      // Over plain HTTP there is no clipboard at all, whatever the types say.
      await (navigator.clipboard as Clipboard | undefined)?.writeText(value);
      setOutcome(navigator.clipboard ? 'copied' : 'selected');
    } catch {
      setOutcome('selected');
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="row">
        <input
          ref={field}
          id={id}
          className="input grow"
          readOnly
          dir="ltr"
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button main" onClick={() => void copy()}>
          {copyLabel}
        </button>
      </div>
      <p className="hint" role="status">
        {outcome === 'copied' ? t.general.copied : outcome === 'selected' ? t.general.copyYourself : ''}
      </p>
    </div>
  );
}
