import { anchored } from '@flagger/prometheus';
import { fieldsOf } from '../../client/index.ts';
import type { TextMatch } from '../route-table.ts';

/**
 * A `StringMatch`: exact, prefix, or a regex in RE2's syntax that the whole text must fit; an empty one asks only
 * that there is a text.
 */
export function textMatch(value: unknown): TextMatch {
  const { exact, prefix, regex } = fieldsOf(value);
  if (typeof exact === 'string') {
    return { kind: 'exact', text: exact };
  }
  if (typeof prefix === 'string') {
    return { kind: 'prefix', text: prefix };
  }
  if (typeof regex === 'string') {
    return { kind: 'regex', pattern: anchored(regex) };
  }
  return { kind: 'present', text: '' };
}

/** `StringMatch`es by name. */
export const textMatches = (value: unknown): Readonly<Record<string, TextMatch>> =>
  Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, each]) => [name, textMatch(each)]));

/** `StringMatch`es by the name of a header, whose case does not matter. */
export const headerMatches = (value: unknown): Readonly<Record<string, TextMatch>> =>
  Object.fromEntries(Object.entries(textMatches(value)).map(([name, each]) => [name.toLowerCase(), each]));
