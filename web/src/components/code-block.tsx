import { useRef, useState } from 'react';
import type { Block } from '../markup/tree.ts';
import { useTexts } from '../text/texts.ts';
import { useCodeColours } from './use-code-colours.ts';

/** Code between fences, with its language, its colours once they are there, and a button that copies it where the page may. */
export function CodeBlock({ block: { code, language } }: { block: Extract<Block, { type: 'code' }> }) {
  const t = useTexts();
  const pre = useRef<HTMLPreElement>(null);
  const pieces = useCodeColours(pre, code, language);
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
      <pre ref={pre} tabIndex={0}>
        {pieces?.map(([text, kind], at) =>
          kind === undefined ? (
            text
          ) : (
            <span key={at} className={`code-${kind}`}>
              {text}
            </span>
          ),
        ) ?? code}
      </pre>
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
