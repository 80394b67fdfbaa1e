import type { Block, Span } from './tree.ts';

/** What a reader of the tree sees, without marks: to be spoken, or shown where there is no room for more. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === 'text') return spansText(block.spans);
      if (block.type === 'code') return block.code;
      if (block.type === 'quote') return plainText(block.blocks);
      return block.items
        .map(({ number, blocks: own }) => (number === null ? '' : `${number}. `) + plainText(own))
        .join('\n');
    })
    .join('\n');
}

export function spansText(spans: readonly Span[]): string {
  return spans
    .map((span) => ('spans' in span ? spansText(span.spans) : span.type === 'code' ? span.code : span.text))
    .join('');
}
