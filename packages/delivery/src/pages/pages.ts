import { existsSync, statSync } from 'node:fs';
import { filesBelow, ROOT, textAt } from '../repository.ts';

/** Every page for people who install and use what is here, by its path from the root. */
export const PAGES: readonly string[] = [
  'README.md',
  'kustomize/README.md',
  ...['charts', 'docs'].flatMap(filesBelow).filter((path) => path.endsWith('.md')),
];

/** The shell blocks of a page: what stands between ```sh and ```. */
export const shellBlocks = (text: string): readonly string[] =>
  Array.from(text.matchAll(/^ *```sh\n([^]*?)^ *```/gm), ([, block = '']) => block);

/** The commands of a page, in shell blocks and in indented ones, each on one line. */
export const commandsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(helm|kubectl|docker|npm|npx|node|e2e\/\S+) /.test(line));

/** What a command or a sentence names of this repository: files and folders of what is applied or built. */
export const namedIn = (command: string): readonly string[] =>
  Array.from(
    command.matchAll(/(?:^|[ /=])((?:charts|kustomize|artifacts|packages|bench|e2e)\/[\w./-]+)/g),
    ([, path = '']) => path,
  ).filter((path) => !path.includes('/dist/'));

/** Where the links of a page lead, from the root, with their anchors; links out of the repository are left out. */
export const linksOf = (page: string): readonly { readonly path: string; readonly anchor: string }[] =>
  Array.from(prose(textAt(page)).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const { pathname, hash } = new URL(link, `file:///${page}`);
      return { path: pathname.slice(1), anchor: hash.slice(1) };
    });

/** Without code, in which brackets are no links. */
const prose = (text: string): string => text.replaceAll(/^ *```[^]*?^ *```/gm, '').replaceAll(/`[^`\n]*`/g, '``');

/** The anchors of the headings of a page, as GitHub makes them. */
export const anchorsOf = (page: string): readonly string[] =>
  Array.from(textAt(page).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Every page that a reader gets to from this one; a link to a folder shows all that is in it. */
export function reachedFrom(page: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [page];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!reached.has(next)) {
      reached.add(next);
      open.push(...linksOf(next).flatMap(({ path }) => pagesAt(path)));
    }
  }
  return reached;
}

function pagesAt(path: string): readonly string[] {
  if (!existsSync(`${ROOT}${path}`)) {
    return [];
  }
  const pages = statSync(`${ROOT}${path}`).isDirectory() ? filesBelow(path) : [path];
  return pages.filter((each) => each.endsWith('.md'));
}
