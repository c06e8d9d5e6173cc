/** The comment above each key of a YAML text, by the path of the key; keys inside of lists are none. */
export function valueComments(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const above: { readonly indent: number; readonly path: string }[] = [];
  let comment: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [, said] = /^ *# (?![- ])(.*)$/.exec(line) ?? [];
    const [, blanks = '', key = ''] = /^( *)([^\s#:-][^\s:]*):(?: |$)/.exec(line) ?? [];
    if (key !== '') {
      const path = pathOf(above, { indent: blanks.length, key });
      if (comment.length > 0) {
        found.set(path, comment.join(' '));
      }
    }
    comment = said === undefined ? [] : [...comment, said];
  }
  return found;
}

function pathOf(
  above: { readonly indent: number; readonly path: string }[],
  { indent, key }: { readonly indent: number; readonly key: string },
): string {
  while (indent <= (above.at(-1)?.indent ?? -1)) {
    above.pop();
  }
  const path = [...above.slice(-1).map((each) => each.path), key].join('.');
  above.push({ indent, path });
  return path;
}
