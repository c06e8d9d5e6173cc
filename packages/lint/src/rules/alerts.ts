import { ofCanary, type Rule, when } from '../rule.ts';

const alerts = (...written: readonly string[]): string => `spec: {analysis: {alerts: [${written.join(', ')}]}}`;
const PATH = ['spec', 'analysis', 'alerts'] as const;

/** Who is told. */
export const ALERT_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG801',
    level: 'info',
    title: 'An alert without a severity',
    why: 'Everything is told; Flagger itself tells nothing then.',
    fix: 'Write `severity: info`, `warn` or `error`.',
    fires: alerts('{name: chat, providerRef: {name: chat}}'),
    passes: alerts('{name: chat, severity: info, providerRef: {name: chat}}'),
    check: ({ spec: { analysis } }) =>
      (analysis.alerts ?? []).flatMap(({ severity }, index) =>
        when(!severity, [...PATH, index], 'severity is not said'),
      ),
  }),
  ofCanary({
    code: 'FLG802',
    level: 'warning',
    title: 'The same chat twice',
    why: 'Whoever reads it is told everything twice.',
    fix: 'Keep the one of the lower severity.',
    fires: alerts(
      '{name: chat, severity: info, providerRef: {name: chat}}',
      '{name: errors, severity: error, providerRef: {name: chat}}',
    ),
    passes: alerts(
      '{name: chat, severity: info, providerRef: {name: chat}}',
      '{name: errors, severity: error, providerRef: {name: on-call}}',
    ),
    check: ({ spec: { analysis } }) => {
      const keys = (analysis.alerts ?? []).map(({ providerRef: { name, namespace = '' } }) => `${namespace}/${name}`);
      return keys.flatMap((key, index) =>
        when(keys.indexOf(key) !== index, [...PATH, index, 'providerRef'], 'it is told by another alert, too'),
      );
    },
  }),
];
