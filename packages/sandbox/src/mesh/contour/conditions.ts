import { anchored, expression } from '@flagger/prometheus';
import { type Fields, fieldsOf, itemsOf, textOf } from '../../client/index.ts';
import type { Match, TextMatch } from '../route-table.ts';

/** What requests are for a route, or for all that is included. */
export interface Conditions {
  readonly prefix: string;
  readonly headers: Match['headers'];
}

/** Reads `conditions`: all of them count, and prefixes are put one behind the other. */
export const conditionsIn = (value: unknown): Conditions =>
  itemsOf(value)
    .map(fieldsOf)
    .map(({ prefix, header }): Conditions => ({ prefix: textOf(prefix) ?? '', headers: headerIn(fieldsOf(header)) }))
    .reduce(joined, { prefix: '', headers: {} });

/** Both. */
export const joined = (outer: Conditions, inner: Conditions): Conditions => ({
  prefix: `${outer.prefix}/${inner.prefix}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
  headers: { ...outer.headers, ...inner.headers },
});

function headerIn({ name, exact, contains, regex }: Fields): Match['headers'] {
  const header = textOf(name)?.toLowerCase();
  return header === undefined ? {} : { [header]: textMatch(textOf(exact), textOf(contains), textOf(regex)) };
}

function textMatch(exact?: string, contains?: string, regex?: string): TextMatch {
  if (exact !== undefined) {
    return { kind: 'exact', text: exact };
  }
  if (contains !== undefined) {
    const literal = contains.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return { kind: 'regex', pattern: expression(literal) };
  }
  return regex === undefined ? { kind: 'present', text: '' } : { kind: 'regex', pattern: anchored(regex) };
}
