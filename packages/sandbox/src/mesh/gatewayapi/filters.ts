import { type Fields, fieldsOf, itemsOf, numberOf, textOf, textsOf } from '../../client/index.ts';
import { cors } from '../istio/policy.ts';
import type { Cors, HeaderChange, HeaderChanges, Rewrite } from '../route-table.ts';
import type { Matched } from './matches.ts';

const PLAYED = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'URLRewrite', 'RequestMirror', 'CORS'];

/** What the filters of a rule or a backend do to requests. */
export interface Filtered {
  readonly headers: HeaderChanges;
  readonly mirrors: readonly { readonly ref: Fields; readonly percent: number }[];
  readonly cors: Cors | undefined;
  readonly rewrite: Rewrite;
}

/** Reads the filters; what a rewrite replaces depends on how the path was matched. */
export function filtersIn(
  value: unknown,
  { replaced }: { readonly replaced: Matched['replaced'] | undefined },
): Filtered {
  const all = itemsOf(value).map(fieldsOf);
  const one = (field: string): unknown => all.find((filter) => filter[field] !== undefined)?.[field];
  return {
    headers: {
      request: headerChange(one('requestHeaderModifier')),
      response: headerChange(one('responseHeaderModifier')),
    },
    mirrors: all
      .filter(({ requestMirror }) => requestMirror !== undefined)
      .map(({ requestMirror }) => fieldsOf(requestMirror))
      .map(({ backendRef, percent }) => ({ ref: fieldsOf(backendRef), percent: numberOf(percent) ?? 100 })),
    cors: corsOf(one('cors')),
    rewrite: rewriteOf(one('urlRewrite'), replaced),
  };
}

/** Sentences about filters that are not played. */
export const unknownFilters = (value: unknown): readonly string[] =>
  itemsOf(value)
    .map((filter) => textOf(fieldsOf(filter).type) ?? '')
    .filter((type) => !PLAYED.includes(type))
    .map((type) => `the filter ${type} is not played`);

function headerChange(value: unknown): HeaderChange {
  const { set, add, remove } = fieldsOf(value);
  return { set: texts(set), add: texts(add), remove: textsOf(remove) };
}

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    itemsOf(value)
      .map(fieldsOf)
      .map(({ name, value: text }) => [textOf(name) ?? '', textOf(text) ?? '']),
  );

function corsOf(value: unknown): Cors | undefined {
  const { allowOrigins, maxAge, ...rest } = fieldsOf(value);
  return value === undefined
    ? undefined
    : cors({ ...rest, allowOrigin: allowOrigins, maxAge: `${numberOf(maxAge) ?? 0}s` });
}

function rewriteOf(value: unknown, replaced: Matched['replaced'] | undefined): Rewrite {
  const { hostname, path } = fieldsOf(value);
  const authority = textOf(hostname);
  return { ...(authority !== undefined && { authority }), ...pathRewrite(fieldsOf(path), replaced) };
}

function pathRewrite(
  { replaceFullPath, replacePrefixMatch }: Fields,
  replaced: Matched['replaced'] | undefined,
): Rewrite {
  const [full, prefix] = [textOf(replaceFullPath), textOf(replacePrefixMatch)];
  if (full !== undefined) {
    return { regex: { pattern: { replace: () => full }, to: '' } };
  }
  return prefix === undefined ? {} : { uri: replaced === 'prefix/' ? `${prefix.replace(/\/$/, '')}/` : prefix };
}
