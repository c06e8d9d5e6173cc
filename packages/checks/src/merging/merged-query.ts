/** The label by which a merged answer says which query a series is of. */
export const OF_QUERY = 'flagger_query';

/**
 * One query that answers what each of these answers, in their order: each is evaluated as it is alone, and its series
 * get its number as a label. All of them must be closed.
 */
export const mergedQuery = (texts: readonly string[]): string =>
  texts.map((text, index) => `label_replace((${text}), "${OF_QUERY}", "${index}", "", "")`).join(' or ');

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Whether a query stays what it is between brackets: they pair up, texts in it end, and nothing in it makes the rest a
 * comment. Names and intervals in it come from whoever writes a Canary, and must not reach into the queries of others.
 */
export function isClosed(query: string): boolean {
  const open: string[] = [];
  let at = 0;
  for (; at < query.length; at++) {
    const sign = query.charAt(at);
    if (`"'\``.includes(sign)) {
      at = endOfText(query, at);
    } else if (CLOSING[sign] !== undefined) {
      open.push(CLOSING[sign]);
    } else if (sign === '#' || (')]}'.includes(sign) && open.pop() !== sign)) {
      return false;
    }
  }
  return at === query.length && open.length === 0 && !query.includes(OF_QUERY);
}

/** Where a text that begins at a quote ends; behind the end of all where it does not. */
function endOfText(query: string, start: number): number {
  const quote = query.charAt(start);
  for (let at = start + 1; at < query.length; at++) {
    if (query.charAt(at) === '\\' && quote !== '`') {
      at++;
    } else if (query.charAt(at) === quote) {
      return at;
    }
  }
  return Infinity;
}
