import { isKnative, strategyOf, uncountable } from '@flagger/api';
import { pathOf } from '../path.ts';
import { ofCanary, type Rule, when } from '../rule.ts';

const ANALYSIS = ['spec', 'analysis'] as const;
const SHARES = ['stepWeights', 'stepWeight'] as const;

/** What the mesh of a Canary cannot do. Without `spec.provider` and `--provider` nobody knows which it is. */
export const PROVIDER_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG301',
    level: 'error',
    title: 'The provider refuses the Canary',
    why: 'Its mesh would route otherwise than the Canary says, so the operator does nothing with it (`Accepted=False`). Lint asks the same code as the operator.',
    fix: 'Write what is allowed in this field, or take another provider.',
    fires:
      'spec: {provider: traefik, analysis: {match: [{headers: {x-user: {exact: me}}}], stepWeight: null, maxWeight: null, iterations: 5}}',
    passes:
      'spec: {provider: istio, analysis: {match: [{headers: {x-user: {exact: me}}}], stepWeight: null, maxWeight: null, iterations: 5}}',
    check: (canary, { mesh }) => {
      const provider = mesh(canary.spec.provider);
      const problems = provider ? [...provider.problems(canary), ...uncountable(canary, provider)] : [];
      return problems.map(({ field, found, allowed }) => ({
        path: pathOf(field),
        says: `found ${found}, allowed is ${allowed}`,
      }));
    },
  }),
  ofCanary({
    code: 'FLG302',
    level: 'warning',
    title: 'The provider leaves something undone',
    why: 'Its mesh has no way to do it. Users stay where they would be, and it is warned of at each step.',
    fix: 'Take the field away, or take another provider.',
    fires:
      'spec: {provider: nginx, ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}, analysis: {mirror: true}}',
    passes: 'spec: {provider: istio, analysis: {mirror: true}}',
    check: (canary, { mesh }) =>
      (mesh(canary.spec.provider)?.warnings?.(canary) ?? []).map((says) => ({ path: pathOf(fieldIn(says)), says })),
  }),
  ofCanary({
    code: 'FLG303',
    level: 'warning',
    title: 'Shares with a provider that has none',
    why: 'The release becomes a blue/green one: all users move at once, at the end.',
    fix: 'Write `iterations` instead, or take a provider that splits traffic.',
    fires: 'spec: {provider: kubernetes}',
    passes: 'spec: {provider: istio}',
    check: (canary, { mesh }) => {
      const { spec } = canary;
      const cannot = mesh(spec.provider)?.capabilities.weights === false;
      const field = SHARES.find((name) => spec.analysis[name] !== undefined) ?? 'iterations';
      return when(
        cannot && !spec.skipAnalysis && strategyOf(spec) === 'canary',
        [...ANALYSIS, field],
        'this provider has no shares',
      );
    },
  }),
  ofCanary({
    code: 'FLG304',
    level: 'warning',
    title: 'Session affinity with a provider that has none',
    why: 'Users change between the versions from one request to the next.',
    fix: 'Take `sessionAffinity` away, or another provider.',
    fires: 'spec: {provider: traefik, analysis: {sessionAffinity: {cookieName: release, secure: true}}}',
    passes: 'spec: {provider: istio, analysis: {sessionAffinity: {cookieName: release, secure: true}}}',
    check: ({ spec }, { mesh }) =>
      when(
        mesh(spec.provider)?.capabilities.sticky === false && spec.analysis.sessionAffinity !== undefined,
        [...ANALYSIS, 'sessionAffinity'],
        'this provider cannot keep users on a version',
      ),
  }),
  ofCanary({
    code: 'FLG305',
    level: 'warning',
    title: 'A target that the provider does not route to',
    why: 'Services of Knative are split by Knative itself, and by no other mesh.',
    fix: 'Write `provider: knative` for a Service of Knative, and only for that.',
    fires: 'spec: {targetRef: {apiVersion: serving.knative.dev/v1, kind: Service}, provider: istio}',
    passes: 'spec: {targetRef: {apiVersion: serving.knative.dev/v1, kind: Service}, provider: knative}',
    check: ({ spec }, { mesh }) => {
      const provider = mesh(spec.provider);
      const isOther = provider !== undefined && isKnative(spec.targetRef) !== (provider.workloads !== undefined);
      return when(
        isOther,
        ['spec', 'targetRef', 'apiVersion'],
        `${provider?.names[0] ?? ''} has no ${spec.targetRef.kind} of ${spec.targetRef.apiVersion}`,
      );
    },
  }),
];

/** The field that a warning speaks of. */
const fieldIn = (says: string): string =>
  /spec\.[\w.]+/.exec(says)?.[0] ?? (says.includes('irroring') ? 'spec.analysis.mirror' : 'spec.provider');
