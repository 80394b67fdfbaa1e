/**
 * The nearest place at or before `at` where a text may be cut without halving a character: not inside a surrogate pair,
 * nor between a letter and its marks or joiners. Gives up after 64 units, so that stacked marks cannot stall it.
 */
export function characterEdge(text: string, at: number): number {
  let edge = at;
  while (edge > 0 && edge > at - 64 && continues(text, edge)) edge--;
  return edge;
}

function continues(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
  const isJoiner = unit === 0x200d || text.charCodeAt(at - 1) === 0x200d;
  return isLowSurrogate || isJoiner || /\p{M}/u.test(text[at] ?? '');
}
