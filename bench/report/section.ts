const begin = (name: string) => `<!-- ${name} -->`;
const end = (name: string) => `<!-- end of ${name} -->`;

/** A part of a document that can be put in place of its like later on. */
export function section(name: string, lines: readonly string[]): string[] {
  return [begin(name), ...lines, end(name)];
}

/** The document with another text for one of its sections; null when it has no such section. */
export function withSection(document: string, name: string, lines: readonly string[]): string | null {
  const [from, to] = [document.indexOf(begin(name)), document.indexOf(end(name))];
  if (from < 0 || to < from) return null;
  return document.slice(0, from) + section(name, lines).join('\n') + document.slice(to + end(name).length);
}
