/** What RE2 has and JavaScript writes otherwise, or the other way round; escapes and brackets first, to leave them alone. */
const PIECES =
  /\\Q[\s\S]*?(?:\\E|$)|\\[1-9kK]|\\[\s\S]|\[\^?\]?(?:\[:\^?\w*:\]|\\[\s\S]|[^\]\\])*\]|\(\?P<|\(\?P?<[=!]|\(\?[=!>]|\(\?[imsU-]+[:)]|[\^$]/g;

const UNKNOWN = /^\((?:\?P?<[=!]|\?[=!>])$|^\\[1-9kK]$/;

/**
 * Why RE2 would not take an expression, which proxies compile theirs with: undefined where nothing is wrong with it.
 * Envoy refuses all the routes that it gets together with one that it cannot compile.
 */
export function re2Problem(source: string): string | undefined {
  const unknown = source.match(PIECES)?.find((piece) => UNKNOWN.test(piece));
  if (unknown !== undefined) {
    return `RE2 has no ${unknown}`;
  }
  try {
    new RegExp(source.replaceAll(PIECES, inJavaScript));
    return undefined;
  } catch {
    return 'it does not compile';
  }
}

/** The same for JavaScript, as far as it matters for whether it compiles. */
function inJavaScript(piece: string): string {
  if (piece.startsWith('\\Q')) {
    return 'q';
  }
  if (piece === '(?P<') {
    return '(?<';
  }
  if (piece.startsWith('(?')) {
    return piece.endsWith(':') ? '(?:' : '';
  }
  // there it may be repeated
  return piece === '^' || piece === '$' || piece === '\\b' || piece === '\\B' ? `(?:${piece})` : bracket(piece);
}

/** A bracket that closes itself first, and classes within, mean something else there. */
const bracket = (piece: string): string =>
  piece.startsWith('[') ? piece.replace(/^(\[\^?)\]/, '$1\\]').replaceAll(/\[:\^?\w*:\]/g, 'a') : piece;
