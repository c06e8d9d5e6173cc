import type { Counters } from '@flagger/api';

/** What is counted: requests by their outcome, or by how long they took; of these only some bounds once they are known. */
export type Counted =
  { readonly kind: 'requests' } | { readonly kind: 'durations'; readonly bounds?: readonly number[] };

/** So long before the window a reset is looked for, in seconds: a scrape before it must be seen. */
const BEFORE = 60;

/**
 * PromQL that counts, by arm and outcome, what happened in the so many seconds before the time at which it is asked.
 * Whole numbers, subtracted: `rate` and `increase` extrapolate, and lose the first failure of a new series. Undefined
 * where these counters know no durations.
 *
 * A series that begins inside the window counts in full where its reporter was there before; a reporter that is new,
 * gone or reset is left out as a whole, so that failures and requests stay together.
 */
export function countingQuery(counters: Counters, what: Counted, seconds: number): string | undefined {
  const series = seriesOf(counters, what);
  if (series === undefined) {
    return undefined;
  }
  const key = keyOf(counters, what);
  const { label, canary, primary } = counters.arm;
  const once = onceOf(counters);
  const now = once(series);
  const before = once(`${series} offset ${seconds}s`);
  return [
    `sum by (arm, ${key}) ( label_replace(label_replace(`,
    `( ( ${now} - ${before} ) or ( ${now} unless ${before} ) )`,
    `and on (job, instance) ( ${before} )`,
    `unless on (job, instance) ( ${once(`resets(${series}[${seconds + BEFORE}s])`)} > 0 )`,
    `unless on (job, instance) ( ${now} - ${before} < 0 ),`,
    `"arm", "canary", "${label}", "${canary}" ), "arm", "primary", "${label}", "${primary}" ) )`,
  ].join(' ');
}

/** Series that several replicas scraped count once, as the one that saw most of them has them. */
const onceOf =
  ({ replicaLabel }: Counters & { readonly replicaLabel?: string }) =>
  (series: string): string =>
    replicaLabel ? `(max without (${replicaLabel}) (${series}))` : series;

/** The label that says what became of a request. */
export const keyOf = ({ code }: Counters, { kind }: Counted): string => (kind === 'requests' ? code : 'le');

/** The series that are counted; undefined where there are none. */
export function seriesOf({ requests, durations }: Counters, what: Counted): string | undefined {
  if (what.kind === 'requests') {
    return requests;
  }
  const bounds = what.bounds?.flatMap(spellings);
  return bounds ? durations?.replace(/}$/, `,le=~"${[...bounds, '[+]Inf'].join('|')}"}`) : durations;
}

/** A bound as exporters write it: `100`, `100.0`, and with an exponent where it is large or small. */
function spellings(bound: number): readonly string[] {
  const [digits = '', exponent = '0'] = bound.toExponential().split('e');
  const power = Number(exponent);
  const written = `${digits}e${power < 0 ? '-' : '[+]'}${String(Math.abs(power)).padStart(2, '0')}`;
  return [
    String(bound),
    ...(Number.isInteger(bound) ? [`${bound}.0`] : []),
    ...(power >= 6 || power < -4 ? [written] : []),
  ];
}
