/** A message's text as a tree. What is in none of these forms is text, and shows as it was typed. */
export type Block =
  | { type: 'text'; spans: Span[] }
  | { type: 'code'; code: string; language?: string }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'list'; items: ListItem[] };

export interface ListItem {
  /** As typed; null in a list with bullets. */
  number: number | null;
  blocks: Block[];
}

export type Span =
  | { type: 'plain'; text: string }
  | { type: 'code'; code: string }
  | { type: 'link'; href: string; spans: Span[] }
  | { type: 'strong' | 'emphasis' | 'strike'; spans: Span[] };

/** Counts what the parser does, so that a test can tell that no text makes it do more than its length allows. */
export interface Work {
  steps: number;
}
