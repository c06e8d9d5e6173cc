/** Paints a text for a terminal. */
export interface Colours {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

type Paint = (text: string) => string;

const ESCAPE = '\u001b[';

/** Colours, or texts as they are. */
export function colours(isColoured: boolean): Colours {
  const paint =
    (code: number, end: number): Paint =>
    (text) =>
      isColoured ? `${ESCAPE}${code}m${text}${ESCAPE}${end}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

/** Cuts a painted text after so many visible characters. */
export function cut(text: string, width: number): string {
  let left = width;
  const parts = text.split(PAINTED).map((part) => {
    if (part.startsWith(ESCAPE)) {
      return part;
    }
    const kept = part.slice(0, Math.max(0, left));
    left -= part.length;
    return kept;
  });
  return parts.join('');
}

// the escape sequences themselves are kept by the split
const PAINTED = new RegExp(`(${ESCAPE.replace('[', '\\[')}\\d+m)`);
