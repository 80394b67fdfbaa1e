import { useState } from 'react';
import type { Block } from '../markup/tree.ts';
import { useTexts } from '../text/texts.ts';

/** Code between fences, with its language, and a button that copies it where the page may. */
export function CodeBlock({ block: { code, language } }: { block: Extract<Block, { type: 'code' }> }) {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  // Over plain HTTP there is no clipboard at all, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copy = async (): Promise<void> => {
    try {
      await clipboard?.writeText(code);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div className="code-block" dir="ltr" onPointerLeave={() => setCopied(false)}>
      {language !== undefined && <div className="language">{language}</div>}
      <pre tabIndex={0}>{code}</pre>
      {clipboard && (
        <button
          type="button"
          className="button small"
          aria-label={copied ? t.general.copied : t.message.copyCode}
          onClick={() => void copy()}
        >
          {copied ? t.general.copied : t.general.copy}
        </button>
      )}
    </div>
  );
}
