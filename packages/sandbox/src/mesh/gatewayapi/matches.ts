import { anchored } from '@flagger/prometheus';
import { fieldsOf, itemsOf, textOf } from '../../client/index.ts';
import type { Match, TextMatch } from '../route-table.ts';

/** One way to fit a rule, and what of the path a rewrite of the prefix replaces. */
export interface Matched {
  readonly match: Match;
  /** `prefix/`: the slash is replaced as well, so that it has to be written again. */
  readonly replaced: 'whole' | 'prefix/';
  /** The bigger, the earlier it is asked, number by number. */
  readonly rank: readonly number[];
}

/** All ways to fit a rule: a prefix is of whole parts of the path, so that it has two. */
export function matchesOf(value: unknown): readonly Matched[] {
  const given = itemsOf(value);
  return (given.length > 0 ? given : [{}]).flatMap((each) => {
    const { path, method, headers, queryParams } = fieldsOf(each);
    const name = textOf(method);
    const [named, queried] = [textMatches(headers), textMatches(queryParams)];
    const rest = {
      ...(name !== undefined && { method: { kind: 'exact', text: name } as const }),
      isUriCaseIgnored: false,
      headers: Object.fromEntries(Object.entries(named).map(([key, text]) => [key.toLowerCase(), text])),
      withoutHeaders: {},
      queryParams: queried,
      sourceLabels: {},
    };
    const further = [name === undefined ? 0 : 1, Object.keys(named).length, Object.keys(queried).length];
    return pathsOf(path).map(({ uri, replaced, rank }) => ({
      match: { ...rest, uri },
      replaced,
      rank: [...rank, ...further],
    }));
  });
}

/** The Gateway API's order: the path that is said best, then the method, the headers, the query; else as written. */
export const inOrder = <T extends { readonly matched: Matched }>(all: readonly T[]): readonly T[] =>
  [...all].sort(({ matched: a }, { matched: b }) => {
    const at = a.rank.findIndex((number, index) => number !== b.rank[index]);
    return at < 0 ? 0 : (b.rank[at] ?? 0) - (a.rank[at] ?? 0);
  });

interface Path {
  readonly uri: TextMatch;
  readonly replaced: Matched['replaced'];
  readonly rank: readonly number[];
}

function pathsOf(value: unknown): readonly Path[] {
  const { type = 'PathPrefix', value: said } = fieldsOf(value);
  const text = textOf(said) ?? '/';
  if (type === 'RegularExpression') {
    return [{ uri: { kind: 'regex', pattern: anchored(text) }, replaced: 'whole', rank: [1, text.length] }];
  }
  if (type === 'Exact') {
    return [{ uri: { kind: 'exact', text }, replaced: 'whole', rank: [2, text.length] }];
  }
  const prefix = text.replace(/\/$/, '');
  const rank = [0, prefix.length];
  const below: Path = { uri: { kind: 'prefix', text: `${prefix}/` }, replaced: 'prefix/', rank };
  return prefix === '' ? [below] : [{ uri: { kind: 'exact', text: prefix }, replaced: 'whole', rank }, below];
}

const textMatches = (value: unknown): Readonly<Record<string, TextMatch>> =>
  Object.fromEntries(
    itemsOf(value)
      .map(fieldsOf)
      .map(({ name, type, value: text }): [string, TextMatch] => [
        textOf(name) ?? '',
        type === 'RegularExpression'
          ? { kind: 'regex', pattern: anchored(textOf(text) ?? '') }
          : { kind: 'exact', text: textOf(text) ?? '' },
      ]),
  );
