import { BUILT_IN_METRICS } from '@flagger/api';
import { valueAt } from '../path.ts';
import { ofCanary, ofKind, type Rule, when } from '../rule.ts';

/** Ways of writing things that have been replaced. */
export const DEPRECATED_RULES: readonly Rule[] = [
  ofKind('Canary', {
    code: 'FLG020',
    level: 'warning',
    title: '`canaryAnalysis` instead of `analysis`',
    why: 'It has been called `analysis` since v1beta1. Flagger itself no longer reads the former name.',
    fix: 'Rename the field to `analysis`.',
    fires: 'spec: {analysis: null, canaryAnalysis: {interval: 30s, threshold: 5, stepWeight: 10, maxWeight: 50}}',
    passes: 'spec: {analysis: {interval: 30s}}',
    check: ({ object }) =>
      when(
        valueAt(object, ['spec', 'canaryAnalysis']) !== undefined
          && valueAt(object, ['spec', 'analysis']) === undefined,
        ['spec', 'canaryAnalysis'],
        'this is called analysis today',
      ),
  }),
  ofKind('Canary', {
    code: 'FLG021',
    level: 'warning',
    title: '`canaryAnalysis` beside `analysis`',
    why: 'Only `analysis` is read.',
    fix: 'Take `canaryAnalysis` away.',
    fires: 'spec: {canaryAnalysis: {interval: 30s, threshold: 5, stepWeight: 10}}',
    passes: 'spec: {analysis: {interval: 30s}}',
    check: ({ object }) =>
      when(
        Boolean(valueAt(object, ['spec', 'canaryAnalysis']) && valueAt(object, ['spec', 'analysis'])),
        ['spec', 'canaryAnalysis'],
        'nothing of it is read, since there is an analysis',
      ),
  }),
  ofKind('Canary', {
    code: 'FLG022',
    level: 'warning',
    title: 'The version v1alpha3',
    why: 'It is served for manifests of 2019 only, and kubectl warns of it.',
    fix: 'Write `apiVersion: flagger.app/v1beta1`.',
    fires: 'apiVersion: flagger.app/v1alpha3',
    passes: 'apiVersion: flagger.app/v1beta1',
    check: ({ apiVersion }) =>
      when(
        apiVersion === 'flagger.app/v1alpha3',
        ['apiVersion'],
        'found flagger.app/v1alpha3, today it is flagger.app/v1beta1',
      ),
  }),
  ofCanary({
    code: 'FLG023',
    level: 'warning',
    title: '`threshold` of a metric instead of `thresholdRange`',
    why: 'It is the least success rate, but the most of anything else: who reads it has to know. Only a range can say both.',
    fix: 'Write `thresholdRange: {min: …}` or `{max: …}`.',
    fires: 'spec: {analysis: {metrics: [{name: request-success-rate, threshold: 99}]}}',
    passes: 'spec: {analysis: {metrics: [{name: request-success-rate, thresholdRange: {min: 99}}]}}',
    check: ({ spec }) =>
      (spec.analysis.metrics ?? []).flatMap(({ name, threshold }, index) => {
        const bound = name === BUILT_IN_METRICS[0] ? 'min' : 'max';
        const says = `thresholdRange: {${bound}: ${threshold ?? ''}} says the same`;
        return when(threshold !== undefined, ['spec', 'analysis', 'metrics', index, 'threshold'], says);
      }),
  }),
  ofKind('Canary', {
    code: 'FLG024',
    level: 'warning',
    title: 'A metric by its name of 2019',
    why: 'The built-in metrics have names that do not depend on a mesh. Flagger itself knows only these.',
    fix: 'Write `request-success-rate` or `request-duration`.',
    fires: 'spec: {analysis: {metrics: [{name: istio_requests_total, thresholdRange: {min: 99}}]}}',
    passes: 'spec: {analysis: {metrics: [{name: request-success-rate, thresholdRange: {min: 99}}]}}',
    check: (manifest, context) =>
      (context.read(manifest).canary?.spec.analysis.metrics ?? []).flatMap(({ name }, index) => {
        const path = ['spec', 'analysis', 'metrics', index, 'name'];
        const former = ['analysis', 'canaryAnalysis'].map((at) =>
          valueAt(manifest.object, ['spec', at, 'metrics', index, 'name']),
        );
        const given = former.find((each) => typeof each === 'string') ?? name;
        return when(given !== name, path, `${given} is called ${name} today`);
      }),
  }),
  ofCanary({
    code: 'FLG025',
    level: 'warning',
    title: 'An autoscaler of a version that is gone',
    why: 'Kubernetes 1.25 took away autoscaling/v2beta1, and 1.26 autoscaling/v2beta2.',
    fix: 'Write `apiVersion: autoscaling/v2`.',
    fires: 'spec: {autoscalerRef: {apiVersion: autoscaling/v2beta2, kind: HorizontalPodAutoscaler, name: podinfo}}',
    passes: 'spec: {autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: podinfo}}',
    check: ({ spec: { autoscalerRef: { apiVersion = '' } = {} } }) =>
      when(
        apiVersion.startsWith('autoscaling/v2beta'),
        ['spec', 'autoscalerRef', 'apiVersion'],
        `${apiVersion} is not served any more`,
      ),
  }),
  ofCanary({
    code: 'FLG026',
    level: 'warning',
    title: 'A target or an Ingress of a version that is gone',
    why: 'Kubernetes 1.16 took away workloads of extensions/v1beta1 and apps/v1beta, 1.22 Ingresses of v1beta1.',
    fix: 'Write `apps/v1`, or `networking.k8s.io/v1`.',
    fires: 'spec: {targetRef: {apiVersion: extensions/v1beta1}}',
    passes: 'spec: {targetRef: {apiVersion: apps/v1}}',
    check: ({ spec }) =>
      (['targetRef', 'ingressRef'] as const).flatMap((field) => {
        const { apiVersion = '' } = spec[field] ?? {};
        const isGone = /^(?:extensions|apps|networking\.k8s\.io)\/v1beta\d$/.test(apiVersion);
        return when(isGone, ['spec', field, 'apiVersion'], `${apiVersion} is not served any more`);
      }),
  }),
];
