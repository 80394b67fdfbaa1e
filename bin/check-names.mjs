/** Names that say nothing about what is inside: files of that name gather what belongs elsewhere. */
const empty = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'lib', 'index']);

/** One line for each file whose own name, or a folder's above it, says nothing. */
export function badNames(files) {
  return files.flatMap((file) => {
    const bad = file.split('/').find((name) => empty.has(name.replace(/(\.test)?\.(tsx?|mjs|cjs|js)$/, '')));
    return bad ? [`${file}: "${bad}" does not say what is inside`] : [];
  });
}
