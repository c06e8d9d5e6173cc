import type { Finding, Level } from '../finding.ts';

interface Painted {
  readonly paint: (style: 'bold' | 'dim' | 'red' | 'yellow' | 'cyan', text: string) => string;
}

const STYLES: Readonly<Record<Level, 'red' | 'yellow' | 'cyan'>> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** For people and editors: two lines for each finding. */
export function text(findings: readonly Finding[], { paint }: Painted): string {
  return findings
    .map(({ file, line, column, level, code, field, says, fix }) => {
      const place = paint('bold', `${file}:${line}:${column}`);
      const what = field === '' ? says : `${field}: ${says}`;
      return `${place} ${paint(STYLES[level], level)} ${code} ${what}\n    ${paint('dim', fix)}\n`;
    })
    .join('');
}
