/** Keys and bodies of posts. */

/** Distinguishes the keys of this process from those of runs before in the same store. */
const run = Date.now().toString(36);
let count = 0;

/** A key that was never used, ending in a dash and `mark`, so that its post is known again. */
export function newKey(mark: number): string {
  count++;
  return `${run}-${count}-${mark}`;
}

const words = 'The kettle is on and the garden door is open, come in whenever you like to. ';

/** A message of so many units. */
export function bodyOf(units: number): string {
  return words
    .repeat(Math.ceil(units / words.length))
    .slice(0, units)
    .trimEnd()
    .padEnd(units, '.');
}
