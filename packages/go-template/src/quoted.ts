const SHORT: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** Whether Go prints a character as it is. */
export const isPrintable = (character: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);

/** A text between quotes, as Go writes it; `ascii` escapes every other letter as well. */
export const quoted = (text: string, ascii = false): string =>
  `"${Array.from(text, (each) => escaped(each, '"', ascii)).join('')}"`;

/** A character between single quotes, as Go writes it. */
export const quotedCharacter = (character: string, ascii = false): string => `'${escaped(character, "'", ascii)}'`;

function escaped(character: string, quote: string, ascii: boolean): string {
  if (character === quote) {
    return `\\${quote}`;
  }
  const short = SHORT[character];
  if (short !== undefined) {
    return short;
  }
  const code = character.codePointAt(0) ?? 0;
  if (isPrintable(character) && !(ascii && code > 0x7e)) {
    return character;
  }
  const digits = code.toString(16);
  if (code < 0x80) {
    return `\\x${digits.padStart(2, '0')}`;
  }
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** `U+0025 '%'` */
export function characterShown(code: number): string {
  const character = String.fromCodePoint(code);
  const name = codePointName(code);
  return isPrintable(character) ? `${name} '${character}'` : name;
}

/** `U+0025` */
export const codePointName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
