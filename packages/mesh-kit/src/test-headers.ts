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

/** The same in one list, in order. */
export const testHeaders = (canary: Canary): readonly TestHeader[] => headerLists(canary).flat();
