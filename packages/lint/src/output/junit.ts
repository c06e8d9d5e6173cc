import type { Finding } from '../finding.ts';

/** JUnit, one case for each finding; information is no failure. */
export function junit(findings: readonly Finding[], { manifests }: { readonly manifests: number }): string {
  const failures = findings.filter(({ level }) => level !== 'info').length;
  const cases = findings.map(caseOf);
  const passed = findings.length === 0 ? [`    <testcase classname="lint" name="${manifests} manifests"/>\n`] : [];
  const tests = Math.max(findings.length, 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites tests="${tests}" failures="${failures}">\n`,
    `  <testsuite name="kubectl flagger lint" tests="${tests}" failures="${failures}">\n`,
    ...passed,
    ...cases,
    '  </testsuite>\n</testsuites>\n',
  ].join('');
}

function caseOf({ code, level, file, line, column, field, says, fix }: Finding): string {
  const place = `${file}:${line}:${column}`;
  const what = field === '' ? says : `${field}: ${says}`;
  const message = `message="${escaped(what)}"`;
  const body = escaped(`${place} ${level} ${code} ${what}\n${fix}`);
  const inside =
    level === 'info' ? `<system-out>${body}</system-out>` : `<failure type="${level}" ${message}>${body}</failure>`;
  return `    <testcase classname="${escaped(file)}" name="${code} ${escaped(place)}">${inside}</testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters have no place in XML 1.0. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
