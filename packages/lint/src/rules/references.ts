import { crossNamespaceRefusal } from '@flagger/api';
import type { Context } from '../context.ts';
import type { Manifest } from '../manifest.ts';
import type { Path } from '../path.ts';
import { type Hit, ofCanary, type Rule, when } from '../rule.ts';

const UNFOUND =
  'The run waits for it, and is taken back at its deadline. Looked for where others of its kind are given, or with `--cluster`.';

/** Says that something that is referred to is not there. */
function missing({ kind, name, namespace }: Named, path: Path, context: Context): readonly Hit[] {
  const isThere = !context.isExpected(kind) || context.find(kind, name, namespace).length > 0;
  return when(
    !isThere,
    [...path, 'name'],
    `there is no ${kind} ${name}${namespace === undefined ? '' : ` in ${namespace}`}`,
  );
}

interface Named {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

const near = ({ namespace }: Manifest, { kind, name }: Pick<Named, 'kind' | 'name'>): Named => ({
  kind,
  name,
  namespace,
});

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: podinfo}\n';
const HPA = 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n';
const TEMPLATE = `apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: {name: errors}
spec:
  provider: {type: prometheus, address: "http://prometheus:9090"}
  query: sum(rate(errors_total{namespace="{{ namespace }}",app="{{ target }}"}[{{ interval }}]))
`;
const uses = (name: string): string =>
  `spec: {analysis: {metrics: [{name: errors, templateRef: {name: ${name}}, thresholdRange: {max: 1}, interval: 1m}]}}\n---\n`;
const tells = (name: string): string =>
  `spec: {analysis: {alerts: [{name: chat, severity: warn, providerRef: {name: ${name}}}]}}\n---\n`;
const CHAT = `apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: {name: chat}
spec: {type: slack, secretRef: {name: chat}}
`;
const scaledBy = (name: string): string =>
  `spec: {autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: ${name}}}\n---\n`;
const hpaOf = (target: string): string =>
  `${HPA}metadata: {name: podinfo}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}, maxReplicas: 4}\n`;
const INGRESS = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: podinfo}\n';
const behind = (name: string): string =>
  `spec: {provider: nginx, ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: ${name}}}\n---\n`;

/** What a Canary refers to by name. */
export const REFERENCE_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG101',
    level: 'warning',
    title: 'The target is not there',
    why: UNFOUND,
    fix: 'Mend `targetRef`, or give the manifest of the target as well.',
    fires: `spec: {targetRef: {name: podinfos}}\n---\n${DEPLOYMENT}`,
    passes: DEPLOYMENT,
    check: (canary, context) => missing(near(context.manifest, canary.spec.targetRef), ['spec', 'targetRef'], context),
  }),
  ofCanary({
    code: 'FLG102',
    level: 'warning',
    title: 'The autoscaler is not there',
    why: UNFOUND,
    fix: 'Mend `autoscalerRef`, or take it away.',
    fires: `${scaledBy('other')}${hpaOf('podinfo')}`,
    passes: `${scaledBy('podinfo')}${hpaOf('podinfo')}`,
    check: (canary, context) => {
      const { autoscalerRef } = canary.spec;
      return autoscalerRef ? missing(near(context.manifest, autoscalerRef), ['spec', 'autoscalerRef'], context) : [];
    },
  }),
  ofCanary({
    code: 'FLG103',
    level: 'warning',
    title: 'A MetricTemplate is not there',
    why: 'Each check fails that asks by it. Looked for where others of its kind are given, or with `--cluster`.',
    fix: 'Mend `templateRef`; a template of another namespace needs `namespace`.',
    fires: `${uses('error')}${TEMPLATE}`,
    passes: `${uses('errors')}${TEMPLATE}`,
    check: (canary, context) =>
      (canary.spec.analysis.metrics ?? []).flatMap(({ templateRef }, index) => {
        const { name, namespace = context.manifest.namespace } = templateRef ?? { name: '' };
        const path = ['spec', 'analysis', 'metrics', index, 'templateRef'];
        return templateRef ? missing({ kind: 'MetricTemplate', name, namespace }, path, context) : [];
      }),
  }),
  ofCanary({
    code: 'FLG104',
    level: 'warning',
    title: 'An AlertProvider is not there',
    why: 'Nobody is told. Looked for where others of its kind are given, or with `--cluster`.',
    fix: 'Mend `providerRef`; a provider of another namespace needs `namespace`.',
    fires: `${tells('chats')}${CHAT}`,
    passes: `${tells('chat')}${CHAT}`,
    check: (canary, context) =>
      (canary.spec.analysis.alerts ?? []).flatMap(({ providerRef }, index) => {
        const { name, namespace = context.manifest.namespace } = providerRef;
        const path = ['spec', 'analysis', 'alerts', index, 'providerRef'];
        return missing({ kind: 'AlertProvider', name, namespace }, path, context);
      }),
  }),
  ofCanary({
    code: 'FLG105',
    level: 'warning',
    title: 'The Ingress is not there',
    why: UNFOUND,
    fix: 'Mend `ingressRef`, or give the manifest of the Ingress as well.',
    fires: `${behind('other')}${INGRESS}`,
    passes: `${behind('podinfo')}${INGRESS}`,
    check: (canary, context) => {
      const { ingressRef } = canary.spec;
      return ingressRef ? missing(near(context.manifest, ingressRef), ['spec', 'ingressRef'], context) : [];
    },
  }),
  ofCanary({
    code: 'FLG106',
    level: 'info',
    title: 'A reference to another namespace',
    why: 'An operator with `-no-cross-namespace-refs` refuses it.',
    fix: 'Keep templates and alert providers in the namespace of the Canary where that flag is set.',
    fires: 'spec: {analysis: {alerts: [{name: chat, severity: warn, providerRef: {name: chat, namespace: ops}}]}}',
    passes: 'spec: {analysis: {alerts: [{name: chat, severity: warn, providerRef: {name: chat, namespace: test}}]}}',
    check: (canary, { manifest: { namespace } }) => {
      const { metrics = [], alerts = [] } = canary.spec.analysis;
      const hit = (path: Path, kind: 'MetricTemplate' | 'AlertProvider', says: string | undefined): readonly Hit[] =>
        when(
          namespace !== undefined && says !== undefined,
          [...path, 'namespace'],
          `this ${kind} is of another namespace`,
        );
      return [
        ...metrics.flatMap(({ templateRef }, index) =>
          templateRef
            ? hit(
                ['spec', 'analysis', 'metrics', index, 'templateRef'],
                'MetricTemplate',
                crossNamespaceRefusal(canary, 'MetricTemplate', templateRef),
              )
            : [],
        ),
        ...alerts.flatMap(({ providerRef }, index) =>
          hit(
            ['spec', 'analysis', 'alerts', index, 'providerRef'],
            'AlertProvider',
            crossNamespaceRefusal(canary, 'AlertProvider', providerRef),
          ),
        ),
      ];
    },
  }),
];
