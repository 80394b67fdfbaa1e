import type { Random } from '../random.ts';
import { breaks, marks, oddOnes, turning, unseen } from '../unusual-characters.ts';

const odd = [...breaks, ...marks, ...oddOnes, ...turning, ...unseen, '"', '\\', '🦉', '</script>'];

/** A text that nobody else posts: mostly short, now and then long, with characters that are easily lost, or naming somebody. */
export function textOf(name: string, random: Random, users: readonly string[] = []): string {
  const length = random.chance(2) ? random.below(6_000) : random.below(60);
  const strange = random.chance(20) ? Array.from({ length: 5 }, () => random.pick(odd)).join('') : '';
  const to = users.length > 0 && random.chance(10) ? `<@${random.pick(users)}> ` : '';
  return `${name} ${to}${strange}${'x'.repeat(length)}`;
}
