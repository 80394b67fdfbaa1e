/** What a piece of code is, as far as it has a colour of its own. */
export type Kind = 'comment' | 'deleted' | 'keyword' | 'number' | 'string' | 'title' | 'type';

/** Part of a code's text, in order: together they are the whole of it. */
export type Piece = readonly [text: string, kind?: Kind];

/** The part of a syntax tree that matters here. */
export type Node =
  | { type: 'text'; value: string }
  | { type: 'element'; properties: { className?: unknown }; children: readonly Node[] }
  | { type: string };

const kinds: Readonly<Record<string, Kind>> = {
  comment: 'comment',
  quote: 'comment',
  deletion: 'deleted',
  keyword: 'keyword',
  doctag: 'keyword',
  meta: 'keyword',
  name: 'keyword',
  section: 'keyword',
  'selector-tag': 'keyword',
  number: 'number',
  literal: 'number',
  symbol: 'number',
  bullet: 'number',
  addition: 'string',
  char: 'string',
  code: 'string',
  link: 'string',
  regexp: 'string',
  string: 'string',
  title: 'title',
  attr: 'type',
  attribute: 'type',
  built_in: 'type',
  'selector-class': 'type',
  'selector-id': 'type',
  'template-variable': 'type',
  type: 'type',
  variable: 'type',
};

/** A syntax tree as a row of pieces: what is within something else has the innermost colour. */
export function piecesOf(nodes: readonly Node[]): Piece[] {
  const pieces: [string, Kind?][] = [];
  const walk = (node: Node, outer: Kind | undefined): void => {
    if (isText(node)) {
      const last = pieces.at(-1);
      if (last && last[1] === outer) last[0] += node.value;
      else if (node.value !== '') pieces.push(outer === undefined ? [node.value] : [node.value, outer]);
    } else if (isElement(node)) {
      for (const child of node.children) walk(child, kindOf(node.properties.className) ?? outer);
    }
  };
  for (const node of nodes) walk(node, undefined);
  return pieces;
}

const isText = (node: Node): node is Extract<Node, { value: string }> => node.type === 'text';
const isElement = (node: Node): node is Extract<Node, { children: readonly Node[] }> =>
  node.type === 'element';

/** Of `['hljs-title', 'function_']` the first has a colour. */
function kindOf(names: unknown): Kind | undefined {
  const [name] = Array.isArray(names) ? (names as unknown[]) : [];
  return typeof name === 'string' ? kinds[name.replace('hljs-', '')] : undefined;
}
