import { type Canary, goDuration, intervalMs, type Metric, parseGoDuration } from '@flagger/api';
import type { Path } from '../path.ts';
import { type Hit, ofCanary, type Rule, when } from '../rule.ts';
import { within } from '@flagger/prometheus';
import { hitIn, ofRightQuery } from '../query/queries.ts';

const metrics = (interval: string, window: string): string =>
  `spec: {analysis: {interval: ${interval}, metrics: [{name: request-success-rate, thresholdRange: {min: 99}, interval: ${window}}]}}`;
const asking = (query: string): string =>
  `spec: {analysis: {metrics: [{name: errors, thresholdRange: {max: 1}, interval: 1m, query: '${query}'}]}}`;
const LABELS = '{namespace="{{ namespace }}",app="{{ target }}"}';

/** The window of each metric of a Canary that is measured; of one in a notation of a metrics server nobody knows it. */
const ofWindows = (
  canary: Canary,
  check: (ms: number, path: Path, metric: Metric) => readonly Hit[],
): readonly Hit[] =>
  canary.spec.skipAnalysis
    ? []
    : (canary.spec.analysis.metrics ?? []).flatMap((metric, index) => {
        const path = ['spec', 'analysis', 'metrics', index, ...(metric.interval ? ['interval'] : [])];
        const ms = parseGoDuration(metric.interval || '1m');
        return metric.compare || ms === undefined ? [] : check(ms, path, metric);
      });

/** How far back queries look. */
export const WINDOW_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG420',
    level: 'warning',
    title: 'A window of too few scrapes',
    why: 'A rate needs two samples, and each scrape that is late or missed takes one: then there are no values, and the check fails. Prometheus is taken to scrape each 15 s; `--scrape-interval` says otherwise.',
    fix: 'Make `interval` of the metric at least four times the scrape interval.',
    fires: metrics('30s', '30s'),
    passes: metrics('30s', '1m'),
    check: (canary, { scrapeMs }) =>
      ofWindows(canary, (ms, path) =>
        when(ms < 4 * scrapeMs, path, `${goDuration(ms)} are less than four scrapes of ${goDuration(scrapeMs)}`),
      ),
  }),
  ofCanary({
    code: 'FLG421',
    level: 'warning',
    title: 'A window that leaves gaps',
    why: 'It is shorter than the interval of the analysis: what happens between is never looked at.',
    fix: 'Make `interval` of the metric as long as that of the analysis.',
    fires: metrics('5m', '1m'),
    passes: metrics('5m', '5m'),
    check: (canary) =>
      ofWindows(canary, (ms, path) => {
        const interval = intervalMs(canary.spec.analysis);
        return when(ms < interval, path, `of each ${goDuration(interval)} it looks at ${goDuration(ms)} only`);
      }),
  }),
  ofCanary({
    code: 'FLG422',
    level: 'info',
    title: 'A window of many intervals',
    why: 'It still holds what happened at smaller shares, and in the run before: trouble shows late, and counts for long.',
    fix: 'Make `interval` of the metric nearer to that of the analysis.',
    fires: metrics('30s', '30m'),
    passes: metrics('30s', '2m'),
    check: (canary) =>
      ofWindows(canary, (ms, path) => {
        const interval = intervalMs(canary.spec.analysis);
        return when(
          ms > 10 * Math.max(interval, 60_000),
          path,
          `${goDuration(ms)} are ${Math.floor(ms / interval)} intervals`,
        );
      }),
  }),
  ofRightQuery({
    code: 'FLG423',
    level: 'info',
    title: 'A window that does not follow `interval`',
    why: '`interval` of the metric changes nothing of it.',
    fix: 'Write `[{{ interval }}]`.',
    fires: asking(`sum(rate(errors_total${LABELS}[5m]))`),
    passes: asking(`sum(rate(errors_total${LABELS}[{{ interval }}]))`),
    check: (query) => {
      const isSaid = query.template.includes('interval');
      const fixed = within(query.looked.expression).filter((each) => each.kind === 'range');
      return isSaid ? [] : fixed.slice(0, 1).map((each) => hitIn(query, each.at, 'the window is fixed'));
    },
  }),
  ofRightQuery({
    code: 'FLG424',
    level: 'warning',
    title: 'A fixed window of too few scrapes',
    why: 'A rate needs two samples, and each scrape that is late or missed takes one.',
    fix: 'Write `[{{ interval }}]`, or at least four times the scrape interval.',
    fires: asking(`sum(rate(errors_total${LABELS}[20s]))`),
    passes: asking(`sum(rate(errors_total${LABELS}[2m]))`),
    check: (query, { scrapeMs }) =>
      query.template.includes('interval')
        ? []
        : within(query.looked.expression).flatMap((each) =>
            each.kind === 'range' && each.range < 4 * scrapeMs
              ? [
                  hitIn(
                    query,
                    each.at,
                    `${goDuration(each.range)} are less than four scrapes of ${goDuration(scrapeMs)}`,
                  ),
                ]
              : [],
          ),
  }),
];
