/** Puts a text into a field in place of a part of it, as if it was typed: what was before can be undone. */
export function replaceInField(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus();
  field.setSelectionRange(from, to);
  // The only way that a browser's own undo knows of. Where it is missing, the field is told by hand.
  if (document.execCommand('insertText', false, text)) return;
  setInField(field, from, to, text);
}

/** The same without the focus, and so without a way to undo it. */
export function setInField(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Sets a mark such as `**` on both sides of what is selected, or takes it away again. */
export function toggleMark(field: HTMLTextAreaElement, mark: string): void {
  const { value, selectionStart, selectionEnd } = field;
  const { from, to, text, inner } = marked(value, selectionStart, selectionEnd, mark);
  replaceInField(field, from, to, text);
  field.setSelectionRange(inner.from, inner.to);
}

interface Marked {
  /** The part that is replaced, and by what. */
  from: number;
  to: number;
  text: string;
  /** What is selected afterwards. */
  inner: { from: number; to: number };
}

/** What becomes of a selection whose mark is set or taken away; white space at its ends stays outside. */
export function marked(value: string, start: number, end: number, mark: string): Marked {
  const selected = value.slice(start, end);
  const lead = selected.length - selected.trimStart().length;
  const inside = selected.trim();
  const from = inside === '' ? start : start + lead;
  const to = from + inside.length;
  const { length } = mark;
  const has = (at: number, sign: string): boolean => value.slice(at, at + length) === sign;
  const isMarked = has(from - length, mark) && has(to, mark) && !isLonger(value, from, to, mark);
  if (isMarked)
    return {
      from: from - length,
      to: to + length,
      text: inside,
      inner: { from: from - length, to: to - length },
    };
  return {
    from,
    to,
    text: `${mark}${inside}${mark}`,
    inner: { from: from + length, to: to + length },
  };
}

/** Whether the mark around is a part of a longer one: `*` within `**`, which is another mark. */
function isLonger(value: string, from: number, to: number, mark: string): boolean {
  const sign = mark.charAt(0);
  let before = 0;
  while (value.charAt(from - 1 - before) === sign) before++;
  let after = 0;
  while (value.charAt(to + after) === sign) after++;
  return Math.min(before, after) !== mark.length && Math.min(before, after) !== 3;
}
