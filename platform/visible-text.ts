/** What leaves nothing to see: spaces, format characters, fillers, the empty Braille cell. */
const unseen = /[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether a text puts anything on the page. */
export function showsSomething(text: string): boolean {
  return text.replace(unseen, '') !== '';
}
