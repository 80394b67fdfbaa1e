/** Whether somebody who has typed so much is writing code: its fence, or its backtick in this line, is still open. */
export function isInCode(before: string): boolean {
  const lines = before.split('\n');
  const fences = lines.filter((line) => /^[\s>]*```/.test(line)).length;
  const ticks = lines.at(-1)?.match(/`+/g)?.length ?? 0;
  return fences % 2 === 1 || ticks % 2 === 1;
}
