import { CANARY_VARIABLES, type Dashboard } from './dashboard.ts';
import { figure, lines, row, states, target } from './panels.ts';

const NAMED = 'namespace="$namespace",name="$canary"';
const PODS = (workload: string): string =>
  `namespace="$namespace",pod=~"${workload}-[0-9a-z]+(-[0-9a-z]+)?",container!=""`;

/** One canary: its weights, its phase, and what its checks found. */
export const canary: Dashboard = {
  uid: 'flagger-canary',
  file: 'canary',
  title: 'Flagger: one canary',
  variables: CANARY_VARIABLES,
  moments: `flagger_canary_phase{${NAMED}} unless flagger_canary_phase{${NAMED}} offset 1m`,
  panels: [
    figure('Weight of the new version', 'percent', {
      expr: 'max(flagger_canary_weight{namespace="$namespace",workload="$canary"})',
    }),
    figure('Promoted', 'short', {
      expr: `sum(increase(flagger_canary_successes_total{${NAMED}}[$__range])) or vector(0)`,
    }),
    figure('Taken back', 'short', {
      expr: `sum(increase(flagger_canary_failures_total{${NAMED}}[$__range])) or vector(0)`,
      bad: 1,
    }),
    states(
      'State',
      [
        ['released', 'blue'],
        ['at rest', 'green'],
        ['failed', 'red'],
      ],
      target(`max(flagger_canary_status{${NAMED}})`, '$canary'),
    ),
    {
      ...lines(
        'Weights',
        'percent',
        target('flagger_canary_weight{namespace="$namespace",workload=~"$canary|$primary"}', '{{ workload }}'),
      ),
      more: { fieldConfig: { min: 0, max: 100, custom: { lineInterpolation: 'stepAfter', fillOpacity: 10 } } },
    },
    lines('Phase', 'short', target(`flagger_canary_phase{${NAMED}}`, '{{ phase }}')),
    lines('What the checks measured', 'short', target(`flagger_canary_metric_analysis{${NAMED}}`, '{{ metric }}')),
    lines('What holds it up', 'short', target(`flagger_canary_condition{${NAMED}}`, '{{ condition }}: {{ reason }}')),
    row('Its pods'),
    ...(['canary', 'primary'] as const).flatMap((side) => [
      lines(
        `CPU of the ${side}`,
        'short',
        target(
          `sum by (pod) (rate(container_cpu_usage_seconds_total{${PODS(`$${side}`)}}[$__rate_interval]))`,
          '{{ pod }}',
        ),
      ),
      lines(
        `Memory of the ${side}`,
        'bytes',
        target(`sum by (pod) (container_memory_working_set_bytes{${PODS(`$${side}`)}})`, '{{ pod }}'),
      ),
    ]),
  ],
};
