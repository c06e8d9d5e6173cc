import type { Finding, Level } from '../finding.ts';

const COMMANDS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands, which GitHub shows beside the lines of a pull request. */
export const github = (findings: readonly Finding[]): string =>
  findings
    .map(({ level, file, line, column, code, field, says, fix }) => {
      const place = { file, line, col: column, title: code };
      const properties = Object.entries(place).map(
        ([name, value]) => `${name}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`,
      );
      return `::${COMMANDS[level]} ${properties.join(',')}::${escaped(`${field === '' ? '' : `${field}: `}${says}\n${fix}`)}\n`;
    })
    .join('');

const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
