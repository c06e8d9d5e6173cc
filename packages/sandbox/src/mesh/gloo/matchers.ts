import { anchored } from '@flagger/prometheus';
import { type Fields, fieldsOf, itemsOf, textOf } from '../../client/index.ts';
import type { Match, TextMatch } from '../route-table.ts';

/** Reads `matchers`: one of them must fit, with all of its headers; everybody fits where there is none. */
export const matchesIn = (value: unknown): readonly Match[] =>
  itemsOf(value)
    .map(fieldsOf)
    .map(({ prefix, headers }) => ({
      ...(textOf(prefix) === undefined ? {} : { uri: { kind: 'prefix', text: textOf(prefix) ?? '/' } as const }),
      isUriCaseIgnored: false,
      headers: Object.fromEntries(itemsOf(headers).map(fieldsOf).flatMap(headerIn)),
      withoutHeaders: {},
      queryParams: {},
      sourceLabels: {},
    }));

/** Each of the outer ones with each of the inner, whose path is that of the outer where they have none. */
export function joinedMatches(outer: readonly Match[], inner: readonly Match[]): readonly Match[] {
  if (outer.length === 0 || inner.length === 0) {
    return [...outer, ...inner];
  }
  return outer.flatMap((one) =>
    inner.map((other) => ({ ...one, ...other, headers: { ...one.headers, ...other.headers } })),
  );
}

function headerIn({ name, value, regex }: Fields): readonly (readonly [string, TextMatch])[] {
  const [header, text = ''] = [textOf(name)?.toLowerCase(), textOf(value)];
  if (header === undefined) {
    return [];
  }
  return [[header, regex === true ? { kind: 'regex', pattern: anchored(text) } : { kind: 'exact', text }]];
}
