import { memo, useState, type ReactNode } from 'react';
import { useTexts } from '../text/texts.ts';
import { pieces } from '../state/mentions.ts';
import { Mention } from './mention.tsx';
import { fold, hiddenHost, parseMessage, type Span } from './parse-message.ts';

/** A long message shows this much of itself at first. */
const foldUnits = 1_500;
const foldLines = 24;

/** A message's text as elements: parsed to a tree, never to HTML. */
export const MessageText = memo(function MessageText({ body }: { body: string }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const folded = fold(body, foldUnits, foldLines);
  const blocks = parseMessage(open || folded === undefined ? body : `${folded}…`);
  return (
    <>
      {blocks.map((block, at) =>
        block.type === 'code' ? (
          <div key={at} className="text">
            <pre tabIndex={0} dir="ltr">
              {block.code}
            </pre>
          </div>
        ) : (
          <div key={at} className="text" dir="auto">
            {block.spans.map(element)}
          </div>
        ),
      )}
      {folded !== undefined && (
        <button
          type="button"
          className="link-button small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t.general.less : t.general.more}
        </button>
      )}
    </>
  );
});

function element(span: Span, at: number): ReactNode {
  if (span.type === 'plain')
    return (
      <span key={at}>
        {pieces(span.text).map((piece, i) =>
          'user' in piece ? <Mention key={i} user={piece.user} /> : piece.text,
        )}
      </span>
    );
  if (span.type === 'code') return <code key={at}>{span.code}</code>;
  const host = hiddenHost(span);
  return (
    <a key={at} href={span.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
      {span.text}
      {host !== undefined && ` (${host})`}
    </a>
  );
}
