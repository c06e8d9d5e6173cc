import type { Canary } from '@flagger/api';
import { type Deployment, type DeploymentSpec, replicasOf } from './deployment.ts';
import { withPrefix } from './metadata.ts';
import { DEPLOYMENT } from './names.ts';
import { primaryMetadata } from './primary-metadata.ts';
import type { PrimaryMaking, Promotion } from './pod-kind.ts';
import { primaryLabels, primaryTemplate } from './primary-template.ts';

/** The primary as it is created. */
export function primaryDeployment(canary: Canary, target: Deployment, making: PrimaryMaking): Deployment {
  return {
    ...DEPLOYMENT,
    metadata: primaryMetadata(canary, target, making),
    spec: {
      replicas: Math.max(replicasOf(target), 1),
      selector: { matchLabels: primaryLabels({}, making.selector) },
      ...rolloutOf(target),
      template: primaryTemplate(target, making),
    },
  };
}

/**
 * The live primary with the target copied over it. With an autoscaler its replicas are the autoscaler's; a target at
 * zero does not take the primary down.
 */
export function promotedDeployment(
  canary: Canary,
  live: Deployment,
  { target, making, replicas }: Promotion<Deployment>,
): Deployment {
  const keepsReplicas = canary.spec.autoscalerRef !== undefined || replicasOf(target) === 0;
  return {
    ...live,
    metadata: {
      ...live.metadata,
      labels: primaryLabels(withPrefix(target.metadata.labels, making.prefixes), making.selector),
      annotations: withPrefix(target.metadata.annotations, making.prefixes),
    },
    spec: {
      ...live.spec,
      ...rolloutOf(target),
      replicas: replicas ?? replicasOf(keepsReplicas ? live : target),
      template: primaryTemplate(target, making),
    },
  };
}

/** What is `undefined` here leaves the JSON: the primary loses what the target does not have. */
function rolloutOf({
  spec,
}: Deployment): Pick<
  DeploymentSpec,
  'minReadySeconds' | 'progressDeadlineSeconds' | 'revisionHistoryLimit' | 'strategy'
> {
  const { progressDeadlineSeconds, minReadySeconds, revisionHistoryLimit, strategy } = spec;
  return { progressDeadlineSeconds, minReadySeconds, revisionHistoryLimit, strategy };
}
