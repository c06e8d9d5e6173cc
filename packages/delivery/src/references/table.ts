/** A table of Markdown. Bars inside cells are kept from ending them, and lines are joined. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n');

/** As it is typed; nothing where there is nothing. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

const inCell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ');
