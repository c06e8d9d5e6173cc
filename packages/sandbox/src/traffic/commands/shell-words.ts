/** Something that is not played here, as a sentence for who wrote it. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

/** A command as the words that a shell would make of it. */
export type Words = readonly string[];

/** Commands whose output is the next one's input. */
export type Pipeline = readonly Words[];

const SUPPORTED = 'commands joined by | and &&, with quotes';

/**
 * What a shell would make of a line: pipelines that run one after the other as long as they succeed. Throws a {@link
 * BadCommand} for more than that.
 */
export function pipelines(line: string): readonly Pipeline[] {
  const tokens = [...tokensOf(line)];
  const all = splitAt(tokens, '&&').map((part) => splitAt(part, '|').map((command) => command.map(({ text }) => text)));
  if (all.some((pipeline) => pipeline.some((command) => command.length === 0))) {
    throw new BadCommand(`a command is missing in ${JSON.stringify(line)}`);
  }
  return all;
}

interface Token {
  readonly text: string;
  /** Whether it is `|` or `&&`, not a word that looks so. */
  readonly isOperator: boolean;
}

function splitAt(tokens: readonly Token[], operator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.isOperator && token.text === operator) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(token);
    }
  }
  return parts;
}

const PIECE = /^(?:\s+|'([^']*)'|"((?:[^"\\$`]|\\[\s\S])*)"|\\([\s\S])|(\|(?!\|)|&&)|([^\s'"\\|&;<>()$`]+))/;

function* tokensOf(line: string): Generator<Token> {
  let rest = line;
  let word: string | undefined;
  while (rest !== '') {
    const found = PIECE.exec(rest);
    if (found === null) {
      throw new BadCommand(
        `the sandbox does not play ${JSON.stringify(rest.slice(0, 12))} in a command; it plays ${SUPPORTED}`,
      );
    }
    const [whole, single, double, escaped, operator, plain] = found;
    const text = single ?? double?.replace(/\\(["\\$`])/g, '$1').replace(/\\\n/g, '') ?? escaped ?? plain;
    rest = rest.slice(whole.length);
    // the line goes on in the next one
    if (escaped === '\n') {
      continue;
    }
    if (text !== undefined) {
      word = (word ?? '') + text;
    } else if (word !== undefined) {
      yield { text: word, isOperator: false };
      word = undefined;
    }
    if (operator !== undefined) {
      yield { text: operator, isOperator: true };
    }
  }
  if (word !== undefined) {
    yield { text: word, isOperator: false };
  }
}
