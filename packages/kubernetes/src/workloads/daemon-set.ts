import type { Pairs } from './metadata.ts';
import type { PodTemplate } from './pod-template.ts';
import type { PodWorkload } from './pod-workload.ts';

/** A DaemonSet: the fields that we touch; the rest travels along. */
export interface DaemonSet extends PodWorkload {
  readonly spec: PodWorkload['spec'] & { readonly updateStrategy?: { readonly type?: string } };
  readonly status?: DaemonSetStatus;
}

export interface DaemonSetStatus {
  readonly observedGeneration?: number;
  readonly desiredNumberScheduled?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
}

/** A label that no node has: a DaemonSet whose pods ask for it has none. Flagger's. */
export const SLEEPS = 'flagger.app/scale-to-zero';

export const isAsleep = ({ spec }: DaemonSet): boolean => spec.template.spec.nodeSelector?.[SLEEPS] !== undefined;

/** What the cache gives is never mutated, so each template is made once. */
const awake = new WeakMap<object, PodTemplate>();

/** The pods that it makes when it is awake: whether it sleeps makes no other revision of it. */
export function awakeTemplate({ spec: { template } }: DaemonSet): PodTemplate {
  const known = awake.get(template) ?? withoutSleep(template);
  awake.set(template, known);
  return known;
}

function withoutSleep(template: PodTemplate): PodTemplate {
  const { nodeSelector = {}, ...spec } = template.spec;
  const nodes: Pairs = Object.fromEntries(Object.entries(nodeSelector).filter(([label]) => label !== SLEEPS));
  return { ...template, spec: { ...spec, ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }) } };
}
