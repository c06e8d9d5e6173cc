import type { Canary } from '@flagger/api';

/** A header by which a request is in the A/B test. */
export interface TestHeader {
  /** Where it stands in the Canary, for a refusal. */
  readonly field: string;
  readonly name: string;
  /** How its value is compared, e.g. `{ exact: 'early' }`. */
  readonly match: object;
}

/** The headers of every `analysis.match`, in order. Cookies are looked for in the header `cookie`, by a regex. */
export const testHeaders = ({ spec }: Canary): readonly TestHeader[] =>
  (spec.analysis.match ?? []).flatMap(({ headers = {} }, at) =>
    Object.entries<object>(headers).map(([name, match]) => ({
      field: `spec.analysis.match[${at}].headers.${name}`,
      name,
      match,
    })),
  );
