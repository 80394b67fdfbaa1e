import { characterEdge } from './character-edge.ts';
import type { Block, ListItem, Span } from './tree.ts';

/** How much of a message shows at first: UTF-16 units, and lines. */
export interface Room {
  units: number;
  lines: number;
}

/** A fold that hides less than a quarter, or than so many lines, is not worth a click. */
const fewLines = 4;

/**
 * The beginning of a long message with an ellipsis, its code, lists and quotes closed as they would be; undefined if it
 * is short enough to show whole.
 */
export function fold(blocks: readonly Block[], room: Room): Block[] | undefined {
  const whole = new Fold({ units: Infinity, lines: Infinity });
  whole.blocks(blocks);
  const isLong = whole.units > room.units * 1.25;
  const isHigh = whole.lines >= room.lines + fewLines;
  if (!isLong && !isHigh) return undefined;
  return new Fold({
    units: isLong ? room.units : Infinity,
    lines: isHigh ? room.lines : Infinity,
  }).blocks(blocks);
}

/** Copies a tree until there is no room for more. */
class Fold {
  units = 0;
  /** Line breaks, so one less than lines. */
  lines = 0;
  #full = false;

  constructor(private readonly room: Room) {}

  blocks(blocks: readonly Block[]): Block[] {
    return this.#each(blocks, (block) => {
      if (block.type === 'text') return { ...block, spans: this.#spans(block.spans) };
      if (block.type === 'code') return { ...block, code: this.#text(block.code) };
      if (block.type === 'quote') return { ...block, blocks: this.blocks(block.blocks) };
      return {
        ...block,
        items: this.#each(block.items, (item): ListItem => ({ ...item, blocks: this.blocks(item.blocks) })),
      };
    });
  }

  #spans(spans: readonly Span[]): Span[] {
    const out: Span[] = [];
    for (const span of spans) {
      if (this.#full) break;
      if ('spans' in span) out.push({ ...span, spans: this.#spans(span.spans) });
      else if (span.type === 'code') out.push({ ...span, code: this.#text(span.code) });
      else out.push({ ...span, text: this.#text(span.text) });
    }
    return out;
  }

  /** Those there is room for, each on a line of its own. */
  #each<Part>(parts: readonly Part[], copy: (part: Part) => Part): Part[] {
    const out: Part[] = [];
    for (const [at, part] of parts.entries()) {
      if (this.#full) break;
      if (at > 0 && ++this.lines >= this.room.lines) {
        this.#full = true;
        break;
      }
      out.push(copy(part));
    }
    return out;
  }

  #text(text: string): string {
    let end = Math.min(text.length, this.room.units - this.units);
    for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
      if (++this.lines >= this.room.lines) end = at;
    }
    this.units += end;
    if (end === text.length) return text;
    this.#full = true;
    return `${text.slice(0, mentionEdge(text, characterEdge(text, end)))}…`;
  }
}

/** The place itself, or where the mention begins that would be cut there. */
function mentionEdge(text: string, at: number): number {
  const open = text.lastIndexOf('<@', at - 1);
  if (open === -1) return at;
  const close = text.indexOf('>', open);
  return close >= at && /^<@[0-9a-z-]+>$/.test(text.slice(open, close + 1)) ? open : at;
}
