/** A text in source code: what is fixed in it, with something else between each two. */
export interface Text {
  readonly parts: readonly string[];
}

/** What tells users something, with the text as its last argument but for what comes after. */
const TELLING = /\b(?:info|warn|warning|decisionToRollBack)\(/g;
const LITERAL = /`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const LEAST_LETTERS = 7;

/** The texts of some source code that are handed to what tells users something. */
export function calledTexts(source: string): readonly Text[] {
  const code = source.replaceAll(COMMENT, '');
  return [...code.matchAll(TELLING)].flatMap(({ index, 0: call }) => textsIn(argumentsAt(code, index + call.length)));
}

/** Every sentence of some source code. */
export const allTexts = (source: string): readonly Text[] =>
  textsIn(source.replaceAll(COMMENT, '').replaceAll(/^(?:import|} from) .*$/gm, ''));

/** Matches a text that has these parts in this order, with what a gap may be between them. */
export const pattern = (parts: readonly string[], gap: '.+' | '.*'): RegExp =>
  new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(gap)}$`);

/** What stands between a bracket and its counterpart. */
function argumentsAt(code: string, start: number): string {
  let depth = 1;
  for (let at = start; at < code.length; at++) {
    depth += '([{'.includes(code.charAt(at)) ? 1 : ')]}'.includes(code.charAt(at)) ? -1 : 0;
    if (depth === 0) {
      return code.slice(start, at);
    }
  }
  return code.slice(start);
}

const textsIn = (code: string): readonly Text[] =>
  [...code.matchAll(LITERAL)]
    .map(([, template, single, double]) => ({ parts: partsOf(template ?? single ?? double ?? '') }))
    .filter(({ parts }) => isSentence(parts.join('')));

/** A text that ends with a blank has something put behind it. */
const partsOf = (literal: string): readonly string[] => [
  ...literal.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/),
  ...(literal.endsWith(' ') ? [''] : []),
];

const isSentence = (fixed: string): boolean =>
  fixed.trim().includes(' ') && fixed.replaceAll(/[^a-z]/gi, '').length >= LEAST_LETTERS;
