import type { Finding, Level } from '../finding.ts';
import { RULES, UNREADABLE } from '../rules/index.ts';

const LEVELS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning. */
export function sarif(findings: readonly Finding[], { version }: { readonly version: string }): string {
  const used = [UNREADABLE, ...RULES].filter(({ code }) => findings.some((each) => each.code === code));
  const rules = used.map(({ code, level, title, why, fix }) => ({
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix, markdown: fix },
    defaultConfiguration: { level: LEVELS[level] },
  }));
  const results = findings.map(({ code, level, file, line, column, field, says }) => ({
    ruleId: code,
    ruleIndex: used.findIndex((rule) => rule.code === code),
    level: LEVELS[level],
    message: { text: field === '' ? says : `${field}: ${says}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } },
      },
    ],
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'kubectl-flagger', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const uriOf = (file: string): string => file.replace(/^\.\//, '').split('/').map(encodeURIComponent).join('/');
