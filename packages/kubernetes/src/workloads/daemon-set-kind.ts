import { type Canary, nameOf } from '@flagger/api';
import { awakeTemplate, type DaemonSet, isAsleep, SLEEPS } from './daemon-set.ts';
import { daemonSetState, hasMostlyFormer, isDaemonSetServing } from './daemon-set-state.ts';
import { withPrefix } from './metadata.ts';
import { DAEMON_SET } from './names.ts';
import { primaryMetadata } from './primary-metadata.ts';
import type { PodTemplate } from './pod-template.ts';
import type { PodKind, PrimaryMaking, Promotion } from './pod-kind.ts';
import { type Making, oneOnEachNode, primaryLabels } from './primary-template.ts';
import type { Unfit } from './problem.ts';
import { runsOneOf } from './runs-template.ts';

/** DaemonSets: asleep their pods ask for a node that there is not. */
export const DAEMON_SETS: PodKind<DaemonSet> = {
  ...DAEMON_SET,
  stateOf: daemonSetState,
  isServing: isDaemonSetServing,
  hasMostlyFormer,
  templateOf: awakeTemplate,
  unfit: otherStrategy,
  primary: primaryDaemonSet,
  promoted: promotedDaemonSet,
  runs: runsOneOf(templateOfPrimary),
  replicas: () => 0,
  sleep: (target) => (isAsleep(target) ? undefined : onNodes({ [SLEEPS]: 'true' })),
  wake: (target) => (isAsleep(target) ? onNodes({ [SLEEPS]: null }) : undefined),
};

function primaryDaemonSet(canary: Canary, target: DaemonSet, making: PrimaryMaking): DaemonSet {
  return {
    ...DAEMON_SET,
    metadata: primaryMetadata(canary, target, making),
    spec: {
      selector: { matchLabels: primaryLabels({}, making.selector) },
      ...rolloutOf(target),
      template: templateOfPrimary(target, making),
    },
  };
}

function promotedDaemonSet(_canary: Canary, live: DaemonSet, { target, making }: Promotion<DaemonSet>): DaemonSet {
  return {
    ...live,
    metadata: {
      ...live.metadata,
      labels: primaryLabels(withPrefix(target.metadata.labels, making.prefixes), making.selector),
      annotations: withPrefix(target.metadata.annotations, making.prefixes),
    },
    spec: { ...live.spec, ...rolloutOf(target), template: templateOfPrimary(target, making) },
  };
}

/** A primary never sleeps. */
function templateOfPrimary(target: DaemonSet, making: Making): PodTemplate {
  return oneOnEachNode({ spec: { ...target.spec, template: awakeTemplate(target) } }, making);
}

/** What is `undefined` here leaves the JSON: the primary loses what the target does not have. */
function rolloutOf({
  spec,
}: DaemonSet): Pick<DaemonSet['spec'], 'minReadySeconds' | 'revisionHistoryLimit' | 'updateStrategy'> {
  const { minReadySeconds, revisionHistoryLimit, updateStrategy } = spec;
  return { minReadySeconds, revisionHistoryLimit, ...(updateStrategy && { updateStrategy }) };
}

/** Pods of a primary that waits for a person to delete them would never become the new revision. */
function otherStrategy(target: DaemonSet): Unfit | undefined {
  const { type = 'RollingUpdate' } = target.spec.updateStrategy ?? {};
  return type === 'RollingUpdate'
    ? undefined
    : {
        state: 'unusable',
        message: `daemonset ${nameOf(target)} must have RollingUpdate strategy but have ${type}`,
        field: 'spec.targetRef.name',
        found: JSON.stringify(target.metadata.name),
        allowed: `the name of a DaemonSet whose spec.updateStrategy.type is RollingUpdate (it is ${type})`,
      };
}

const onNodes = (nodeSelector: Readonly<Record<string, string | null>>): object => ({
  spec: { template: { spec: { nodeSelector } } },
});
