import { stripVTControlCharacters } from 'node:util';

/** Lines of a table; the last column is as wide as it is. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => visible(row[at] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - visible(cell))))
      .join('   ')
      .trimEnd();
  return [head, ...rows].map(line);
}

const visible = (text: string): number => stripVTControlCharacters(text).length;

/** How long ago, as kubectl writes it; empty for a time that is none. */
export function age(time: string | undefined, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time ?? '')) / 1000));
  if (Number.isNaN(seconds)) {
    return '';
  }
  return seconds < 120
    ? `${seconds}s`
    : seconds < 7200
      ? `${Math.floor(seconds / 60)}m`
      : seconds < 172_800
        ? `${Math.floor(seconds / 3600)}h`
        : `${Math.floor(seconds / 86_400)}d`;
}
