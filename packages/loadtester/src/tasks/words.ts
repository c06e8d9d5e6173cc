const PIECE = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|./gsy;

/**
 * The arguments of helm and kubectl: split at white space, and quoted as in a shell where a quote begins a word or a
 * value (`--set a="x y"`, `--overrides='{ "a": 1 }'`). Quotes inside a word stay, as in `--overrides={"a":1}`.
 * Undefined where a quote does not end.
 */
export function words(text: string): readonly string[] | undefined {
  return split(text, 'argument');
}

/** What a shell does not take as it stands: pipes, lists, variables, redirections, comments, the home folder. */
const SHELL = /[|&;<>()$`\n]|(?:^|\s)[#~]/;
const QUOTED = /\\\n|\\.|'[^']*'|"(?:[^"\\$`]|\\.)*"/gs;

/** The words of a command that does not need a shell; undefined for one that does. */
export function plainWords(command: string): readonly string[] | undefined {
  const text = command.replace(/\\\n/g, ' ').trim();
  return SHELL.test(text.replace(QUOTED, 'x')) ? undefined : split(text, 'shell');
}

function split(text: string, quoting: 'shell' | 'argument'): readonly string[] | undefined {
  const found: string[] = [];
  let word: string | undefined;
  const piece = new RegExp(PIECE);
  for (let match = piece.exec(text); match !== null; match = piece.exec(text)) {
    const [whole, single, double, escaped] = match;
    if (/^\s/.test(whole)) {
      found.push(...(word === undefined ? [] : [word]));
      word = undefined;
    } else if (/^['"\\]/.test(whole) && (quoting === 'shell' || (/^['"]/.test(whole) && isOpening(word)))) {
      const meant = single ?? escaped ?? unescaped(double);
      if (meant === undefined) {
        return undefined;
      }
      word = `${word ?? ''}${meant}`;
    } else {
      // a quote that opens nothing is a letter like any other
      piece.lastIndex = match.index + 1;
      word = `${word ?? ''}${whole.charAt(0)}`;
    }
  }
  return word === undefined ? found : [...found, word];
}

const isOpening = (word: string | undefined): boolean => word === undefined || word.endsWith('=');

const unescaped = (text: string | undefined): string | undefined => text?.replace(/\\(["\\$`])/g, '$1');
