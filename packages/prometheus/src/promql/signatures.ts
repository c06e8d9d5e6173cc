/** What an expression gives. */
export type Type = 'scalar' | 'vector' | 'matrix' | 'string';

/**
 * What a function takes and gives. Of the arguments, the last `optional` ones may be left out; `more` of the last one
 * may follow.
 */
export interface Signature {
  readonly takes: readonly Type[];
  readonly gives: 'scalar' | 'vector';
  readonly optional?: boolean;
  readonly more?: boolean;
}

const each = (names: string, signature: Signature): Readonly<Record<string, Signature>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, signature]));

/** The functions we know, by name. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  Object.entries({
    ...each(
      'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
      { takes: ['vector'], gives: 'vector' },
    ),
    ...each(
      'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time',
      { takes: ['matrix'], gives: 'vector' },
    ),
    ...each('min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time', {
      takes: ['matrix'],
      gives: 'vector',
    }),
    ...each('day_of_month day_of_week day_of_year days_in_month hour minute month year', {
      takes: ['vector'],
      gives: 'vector',
      optional: true,
    }),
    ...each('clamp_max clamp_min', { takes: ['vector', 'scalar'], gives: 'vector' }),
    ...each('pi time', { takes: [], gives: 'scalar' }),
    clamp: { takes: ['vector', 'scalar', 'scalar'], gives: 'vector' },
    histogram_quantile: { takes: ['scalar', 'vector'], gives: 'vector' },
    label_join: { takes: ['vector', 'string', 'string', 'string'], gives: 'vector', more: true },
    label_replace: { takes: ['vector', 'string', 'string', 'string', 'string'], gives: 'vector' },
    predict_linear: { takes: ['matrix', 'scalar'], gives: 'vector' },
    quantile_over_time: { takes: ['scalar', 'matrix'], gives: 'vector' },
    round: { takes: ['vector', 'scalar'], gives: 'vector', optional: true },
    scalar: { takes: ['vector'], gives: 'scalar' },
    vector: { takes: ['scalar'], gives: 'vector' },
  } satisfies Record<string, Signature>),
);

/** The words of Prometheus for a type. */
export const typeName = (type: Type): string =>
  ({ scalar: 'scalar', vector: 'instant vector', matrix: 'range vector', string: 'string' })[type];
