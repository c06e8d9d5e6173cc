import { expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { at, listAt } from '../repository.ts';
import { describeWith, rendered, saidBy, withFile } from '../tools.ts';
import { valuesOf } from './values.ts';

const NAMED = 'name="podinfo",namespace="test"';
const MINUTES = 300;

interface Case {
  readonly when: string;
  /** Series, and their values minute by minute. */
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** What fires then, each with its labels and its summary. */
  readonly fires: readonly (readonly [alert: string, labels: Readonly<Record<string, string>>, summary: string])[];
}

const alive = { flagger_info: `1x${MINUTES}` };

const CASES: readonly Case[] = [
  { when: 'all is well', series: { ...alive, [`flagger_canary_status{${NAMED}}`]: `1x${MINUTES}` }, at: '290m', fires: [] },
  {
    when: 'a canary failed',
    series: { ...alive, [`flagger_canary_status{${NAMED}}`]: '0x4 2x20' },
    at: '6m',
    fires: [['FlaggerCanaryFailed', { name: 'podinfo', namespace: 'test' }, 'podinfo.test: the last release failed']],
  },
  {
    when: 'a Prometheus has renamed the namespace of the canary',
    series: { ...alive, 'flagger_canary_status{name="podinfo",namespace="ops",exported_namespace="test"}': '2x20' },
    at: '6m',
    fires: [['FlaggerCanaryFailed', { name: 'podinfo', namespace: 'ops', exported_namespace: 'test' }, 'podinfo.test: the last release failed']],
  },
  {
    when: 'a run is within its time',
    series: { ...alive, [`flagger_canary_phase{${NAMED},phase="Progressing"}`]: `1x${MINUTES}` },
    at: '119m',
    fires: [],
  },
  {
    when: 'a run is stuck past every deadline',
    series: { ...alive, [`flagger_canary_phase{${NAMED},phase="Progressing"}`]: `1x${MINUTES}` },
    at: '121m',
    fires: [['FlaggerCanaryStuck', { name: 'podinfo', namespace: 'test', phase: 'Progressing' }, 'podinfo.test: in phase Progressing for 2h']],
  },
  {
    when: 'a gate is closed, first before the run and then before the promotion',
    series: {
      ...alive,
      [`flagger_canary_phase{${NAMED},phase="Waiting"}`]: '1x40',
      [`flagger_canary_phase{${NAMED},phase="WaitingPromotion"}`]: '_x39 1x60',
    },
    at: '62m',
    fires: [['FlaggerCanaryWaiting', { name: 'podinfo', namespace: 'test' }, 'podinfo.test: waits for a person since 1h']],
  },
  {
    when: 'a gate before more traffic is closed',
    series: {
      ...alive,
      [`flagger_canary_condition{${NAMED},condition="Held",reason="WaitingForTrafficIncrease"}`]: '1x90',
    },
    at: '62m',
    fires: [['FlaggerCanaryWaiting', { name: 'podinfo', namespace: 'test' }, 'podinfo.test: waits for a person since 1h']],
  },
  {
    when: 'the metrics server is away',
    series: {
      ...alive,
      [`flagger_canary_condition{${NAMED},condition="Held",reason="MetricsServerUnreachable"}`]: '1x90',
    },
    at: '12m',
    fires: [['FlaggerCanaryNoData', { name: 'podinfo', namespace: 'test', condition: 'Held', reason: 'MetricsServerUnreachable' }, 'podinfo.test: the release is held, MetricsServerUnreachable']],
  },
  {
    when: 'a Canary is refused',
    series: { ...alive, [`flagger_canary_condition{${NAMED},condition="Accepted",reason="Refused"}`]: '1x90' },
    at: '12m',
    fires: [['FlaggerCanaryObstructed', { name: 'podinfo', namespace: 'test', condition: 'Accepted', reason: 'Refused' }, 'podinfo.test: Accepted, Refused']],
  },
  {
    when: 'the operator is gone',
    series: { flagger_info: '1x5' },
    at: '30m',
    fires: [['FlaggerAbsent', {}, 'Nobody looks after the canaries']],
  },
  {
    when: 'the operator hears nothing',
    series: { ...alive, 'flagger_watch_age_seconds{kind="Canary.flagger.app"}': '60+60x60' },
    at: '20m',
    fires: [['FlaggerBlind', { kind: 'Canary.flagger.app' }, 'The operator has heard nothing of Canary.flagger.app for five minutes']],
  },
  {
    when: 'an alert got lost',
    series: { ...alive, 'flagger_deliveries_total{kind="alert",outcome="lost"}': '0x5 1x9' },
    at: '8m',
    fires: [['FlaggerDeliveryLost', { kind: 'alert', outcome: 'lost' }, 'Messages of kind alert were lost after all attempts']],
  },
];

const rule = () => {
  const objects = rendered({ chart: 'flagger', values: valuesOf({ 'prometheusRule.enabled': true }) });
  return at(
    objects.find(({ kind }) => kind === 'PrometheusRule'),
    'spec',
  );
};

const alertNames = (): readonly string[] =>
  listAt(rule(), 'groups', 0, 'rules').map((each) => String(at(each, 'alert')));

const descriptionOf = (alert: string): unknown =>
  at(
    listAt(rule(), 'groups', 0, 'rules').find((each) => at(each, 'alert') === alert),
    'annotations',
    'description',
  );

/** One case in the words of `promtool test rules`: every alert is asked for, also those that must not fire. */
function unitTest(rules: string, each: Case): string {
  return stringify({
    rule_files: [rules],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(each.series).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
            eval_time: each.at,
            exp_samples: each.fires.map(([alert]) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
          },
        ],
        alert_rule_test: each.fires.map(([alertname, labels, summary]) => ({
          alertname,
          eval_time: each.at,
          exp_alerts: [
            {
              exp_labels: { severity: 'warning', ...labels },
              exp_annotations: { summary, description: descriptionOf(alertname) },
            },
          ],
        })),
      },
    ],
  });
}

describeWith('helm', 'the alerts of the chart', () => {
  describeWith('promtool', 'are rules that promtool takes', () => {
    it('without a complaint', () => {
      expect(withFile(stringify(rule()), (file) => saidBy('promtool', ['check', 'rules', file]))).toContain(
        `SUCCESS: ${alertNames().length} rules found`,
      );
    });

    it.each(CASES)('and that fire, or not, when $when', (each) => {
      const said = withFile(stringify(rule()), (rules) =>
        withFile(unitTest(rules, each), (file) => saidBy('promtool', ['test', 'rules', file])),
      );
      expect(said).toContain('SUCCESS');
    });
  });

  it('are each made to fire here', () => {
    const fired = CASES.flatMap(({ fires }) => fires.map(([alert]) => alert));
    expect(alertNames().filter((name) => !fired.includes(name))).toEqual([]);
    expect(alertNames().length).toBeGreaterThan(5);
  });
});
