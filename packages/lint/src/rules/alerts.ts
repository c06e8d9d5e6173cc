import { isHttp, proxyProblem } from '@flagger/api';
import { valueAt } from '../path.ts';
import { ofCanary, ofKind, type Rule, when } from '../rule.ts';

const alerts = (...written: readonly string[]): string => `spec: {analysis: {alerts: [${written.join(', ')}]}}`;
const chat = (spec: string): string =>
  `apiVersion: flagger.app/v1beta1\nkind: AlertProvider\nmetadata: {name: chat}\nspec: {type: slack, ${spec}}\n`;
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
  ofKind('AlertProvider', {
    code: 'FLG803',
    level: 'error',
    title: 'An address of a chat that cannot be called',
    why: 'Nobody is told anything.',
    fix: 'Begin `address` and `proxy` with `http://` or `https://`; write a `%` in the password of a proxy as `%25`.',
    fires: chat('address: hooks.slack.com/services/T0/B0/abc'),
    passes: chat('address: "https://hooks.slack.com/services/T0/B0/abc"'),
    check: ({ object }) =>
      ['address', 'proxy'].flatMap((field) => {
        const value = valueAt(object, ['spec', field]);
        const isAddress = field === 'address' ? isHttp : isProxy;
        const isNone = typeof value === 'string' && !isAddress(value);
        const needs =
          isNone && isHttp(value) ? '% as %25 in user and password, and these in UTF-8' : 'http:// or https://';
        const found = value === '' ? 'nothing' : 'something that is not shown here';
        return when(isNone, ['spec', field], `found ${found}, allowed is an address with ${needs}`);
      }),
  }),
];

const isProxy = (address: string): boolean => address === '' || proxyProblem(address) === undefined;
