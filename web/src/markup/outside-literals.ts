import { parseMessage } from './blocks.ts';
import { codeSpansIn } from './code-spans.ts';

const address = /https?:\/\/[^\s<>"'`]+/gi;

/** Changes a message's text, except for code and addresses: these stay as they were typed. */
export function changeOutsideLiterals(body: string, change: (text: string) => string): string {
  const literals: { from: number; to: number }[] = [];
  const line = ({ text, at }: { text: string; at: number }, isCode: boolean): void => {
    const add = (from: number, to: number): void => {
      literals.push({ from: at + from, to: at + to });
    };
    if (isCode) {
      add(0, text.length);
      return;
    }
    for (const { from, to } of codeSpansIn(text)) add(from, to);
    for (const { index, 0: found } of text.matchAll(address)) add(index, index + found.length);
  };
  parseMessage(body, { work: { steps: 0 }, line });
  literals.sort((a, b) => a.from - b.from);
  const out: string[] = [];
  let done = 0;
  for (const { from, to } of literals) {
    if (to <= done) continue;
    const begin = Math.max(from, done);
    out.push(change(body.slice(done, begin)), body.slice(begin, to));
    done = to;
  }
  return out.join('') + change(body.slice(done));
}
