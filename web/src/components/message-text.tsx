import { memo, useMemo, useState, type ReactNode } from 'react';
import { isFewEmoji } from '../markup/big-emoji.ts';
import { parseMessage } from '../markup/blocks.ts';
import { fold } from '../markup/fold.ts';
import { hiddenHost } from '../markup/links.ts';
import { spansText } from '../markup/plain-text.ts';
import type { Block, ListItem, Span } from '../markup/tree.ts';
import { pieces } from '../state/mentions.ts';
import { useTexts } from '../text/texts.ts';
import { CodeBlock } from './code-block.tsx';
import { Mention } from './mention.tsx';

/** A long message shows this much of itself at first. */
const foldAt = { units: 1_500, lines: 24 };

/** A message's text as elements: parsed to a tree, never to HTML. */
export const MessageText = memo(function MessageText({ body }: { body: string }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const { whole, beginning } = useMemo(() => {
    const parsed = parseMessage(body);
    return { whole: parsed, beginning: fold(parsed, foldAt) };
  }, [body]);
  if (isFewEmoji(body)) return <div className="text few-emoji">{body}</div>;
  const blocks = open || beginning === undefined ? whole : beginning;
  return (
    <>
      {blocks.map((block, at) => (
        <div key={at} className="text" dir={block.type === 'text' ? 'auto' : undefined}>
          {blockElement(block, at === blocks.length - 1)}
        </div>
      ))}
      {beginning !== undefined && (
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

function blockElement(block: Block, isLast: boolean): ReactNode {
  if (block.type === 'code') return <CodeBlock block={block} />;
  if (block.type === 'quote')
    return (
      <blockquote dir="auto">
        {block.blocks.map((inner, at) => (
          <div key={at}>{blockElement(inner, at === block.blocks.length - 1)}</div>
        ))}
      </blockquote>
    );
  if (block.type === 'list') {
    const items = block.items.map((item, at) => <Item key={at} item={item} />);
    return block.items[0]?.number === null ? <ul>{items}</ul> : <ol>{items}</ol>;
  }
  return (
    <>
      {block.spans.map(spanElement)}
      {/* An empty line before what follows: a line break at the end alone shows none. */}
      {!isLast && /(?:^|\n)\s*$/.test(spansText(block.spans.slice(-1))) && <br />}
    </>
  );
}

/** Each with a direction of its own, its sign on the side where it begins. */
function Item({ item: { number, blocks } }: { item: ListItem }) {
  return (
    <li dir="auto" value={number ?? undefined}>
      {blocks.map((block, at) =>
        block.type === 'text' ? (
          <span key={at}>{blockElement(block, at === blocks.length - 1)}</span>
        ) : (
          <div key={at}>{blockElement(block, at === blocks.length - 1)}</div>
        ),
      )}
    </li>
  );
}

const tags = { strong: 'strong', emphasis: 'em', strike: 'del' } as const;

function spanElement(span: Span, at: number): ReactNode {
  if (span.type === 'plain')
    return (
      <span key={at}>
        {pieces(span.text).map((piece, i) =>
          'user' in piece ? <Mention key={i} user={piece.user} /> : piece.text,
        )}
      </span>
    );
  if (span.type === 'code') return <code key={at}>{span.code}</code>;
  if (span.type !== 'link') {
    const Tag = tags[span.type];
    return <Tag key={at}>{span.spans.map(spanElement)}</Tag>;
  }
  return <TextLink key={at} href={span.href} spans={span.spans} />;
}

function TextLink({ href, spans }: { href: string; spans: readonly Span[] }) {
  const text = spansText(spans);
  const host = hiddenHost(href, text);
  const isAddress = /^https?:\/\//i.test(text);
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" dir={isAddress ? 'ltr' : 'auto'}>
      {spans.map(spanElement)}
      {host !== undefined && <bdi dir="ltr"> ({host})</bdi>}
    </a>
  );
}
