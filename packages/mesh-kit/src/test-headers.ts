import type { Canary } from '@flagger/api';

/** A header by which a request is in the A/B test. */
export interface TestHeader {
  /** Where it stands in the Canary, for a refusal. */
  readonly field: string;
  readonly name: string;
  /** How its value is compared, e.g. `{ exact: 'early' }`. */
  readonly match: object;
}

/**
 * The headers of each `analysis.match`: who has all of one list is in the test. Cookies are looked for in the header
 * `cookie`, by a regex.
 */
export const headerLists = ({ spec }: Canary): readonly (readonly TestHeader[])[] =>
  (spec.analysis.match ?? []).map(({ headers = {} }, at) =>
    Object.entries<object>(headers).map(([name, match]) => ({
      field: `spec.analysis.match[${at}].headers.${name}`,
      name,
      match,
    })),
  );

/** How a value is compared, for a mesh that knows exact values and patterns that the whole value fits. */
export function wholeValue({ match }: TestHeader): { readonly exact: string } | { readonly regex: string } {
  const { exact, prefix: start, suffix: end, regex }: Compared = match;
  const pattern = start === undefined ? (end === undefined ? regex : `.*${literal(end)}`) : `${literal(start)}.*`;
  return exact === undefined ? { regex: pattern ?? '.*' } : { exact };
}

interface Compared {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly regex?: string;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The headers of {@link headerLists} in one list, in order. */
export const testHeaders = (canary: Canary): readonly TestHeader[] => headerLists(canary).flat();
