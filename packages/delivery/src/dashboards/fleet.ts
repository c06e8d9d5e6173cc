import type { Dashboard } from './dashboard.ts';
import { figure, lines, row, states, target } from './panels.ts';

const WAITING =
  'count(max by (name, namespace) (flagger_canary_phase{phase=~"Waiting|WaitingPromotion"} or flagger_canary_condition{condition="Held",reason="WaitingForTrafficIncrease"} or flagger_canary_condition{condition="Paused"})) or vector(0)';
const SUCCESSES = 'sum(increase(flagger_canary_successes_total[$__range]))';
const FAILURES = '(sum(increase(flagger_canary_failures_total[$__range])) or vector(0))';

const ENDED = (counter: string): string => `sum by (namespace, name) (increase(${counter}[$__range]))`;
const PROMOTED = ENDED('flagger_canary_successes_total');
const TAKEN_BACK = ENDED('flagger_canary_failures_total');
const UNDER_WAY =
  'sum by (namespace, name) (count_over_time(flagger_canary_phase{phase=~"Progressing|WaitingPromotion|Promoting|Finalising"}[$__range:10s])) * 10';
/** Seconds that a release of each canary took, on average of those that ended; no operator counts them itself. */
const TOOK = `${UNDER_WAY} / ((${PROMOTED} + (${TAKEN_BACK} or 0 * ${PROMOTED}) or ${TAKEN_BACK}) > 0)`;

/** All canaries at once, and the operator itself. */
export const fleet: Dashboard = {
  uid: 'flagger-fleet',
  file: 'fleet',
  title: 'Flagger: all canaries',
  variables: [],
  panels: [
    figure('Canaries', 'short', { expr: 'sum(flagger_canary_total)' }),
    figure('Being released', 'short', { expr: 'count(flagger_canary_status == 0) or vector(0)' }),
    figure('Failed', 'short', { expr: 'count(flagger_canary_status == 2) or vector(0)', bad: 1 }),
    figure('Waiting for a person', 'short', { expr: WAITING }),
    figure('Held up', 'short', {
      expr: 'count(flagger_canary_condition{condition=~"Held|Obstructed|Contested|Accepted"}) or vector(0)',
      bad: 1,
    }),
    figure('Releases that succeeded', 'percentunit', { expr: `${SUCCESSES} / (${SUCCESSES} + ${FAILURES})` }),
    states(
      'Canaries',
      [
        ['released', 'blue'],
        ['at rest', 'green'],
        ['failed', 'red'],
      ],
      target('flagger_canary_status', '{{ namespace }}/{{ name }}'),
    ),
    lines('In which phase', 'short', target('count by (phase) (flagger_canary_phase)', '{{ phase }}')),
    lines(
      'What holds canaries up',
      'short',
      target('count by (condition, reason) (flagger_canary_condition)', '{{ condition }}: {{ reason }}'),
    ),
    lines(
      'Releases taken back',
      'short',
      target(
        'sum by (namespace, name) (increase(flagger_canary_failures_total[$__rate_interval])) > 0',
        '{{ namespace }}/{{ name }}',
      ),
    ),
    lines(
      'Releases promoted',
      'short',
      target(
        'sum by (namespace, name) (increase(flagger_canary_successes_total[$__rate_interval])) > 0',
        '{{ namespace }}/{{ name }}',
      ),
    ),
    lines(
      'How long releases take',
      's',
      target(`quantile(0.5, ${TOOK})`, 'half of the canaries'),
      target(`quantile(0.95, ${TOOK})`, '95 %'),
    ),
    row('The operator'),
    lines(
      'Requests to the API server',
      'reqps',
      target('sum by (verb, code) (rate(flagger_api_requests_total[$__rate_interval]))', '{{ verb }} {{ code }}'),
    ),
    lines(
      'How long they take',
      's',
      target(
        'histogram_quantile(0.5, sum by (le) (rate(flagger_api_request_duration_seconds_bucket[$__rate_interval])))',
        'half',
      ),
      target(
        'histogram_quantile(0.99, sum by (le) (rate(flagger_api_request_duration_seconds_bucket[$__rate_interval])))',
        '99 %',
      ),
    ),
    lines(
      'Since something was heard of a kind',
      's',
      target('max by (kind) (flagger_watch_age_seconds)', '{{ kind }}'),
    ),
    lines(
      'Alerts and events for webhooks',
      'short',
      target(
        'sum by (kind, outcome) (increase(flagger_deliveries_total[$__rate_interval]))',
        '{{ kind }} {{ outcome }}',
      ),
    ),
    lines(
      'CPU',
      'percentunit',
      target('rate(process_cpu_seconds_total[$__rate_interval]) and on (instance) flagger_info', '{{ instance }}'),
    ),
    lines('Memory', 'bytes', target('process_resident_memory_bytes and on (instance) flagger_info', '{{ instance }}')),
  ],
};
