import { isDeepStrictEqual } from 'node:util';
import {
  at,
  isObject,
  isString,
  type Json,
  type JsonObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  without,
} from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { forbidden, type Cause } from '../problems.ts';
import { completedPodSpec, podSpecProblems } from './pod-spec.ts';
import type { Rules } from './rules.ts';

export const POD_RULES: Rules = {
  counted: (pod) => pod.spec ?? null,
  completed: (pod, old) => completedPod(pod, old),
  problems: (pod) => podSpecProblems('spec', objectAt(pod, 'spec')),
  changes: (pod, old) => podChanges(pod, old),
  graceSeconds: (pod) => graceSeconds(pod),
  returnsDeleted: true,
};

/** Who has no node or has ended already goes at once. */
function graceSeconds(pod: KubeObject): number {
  const isRunning =
    stringAt(pod, 'spec', 'nodeName') !== undefined
    && !['Failed', 'Succeeded'].includes(stringAt(pod, 'status', 'phase') ?? '');
  return isRunning ? (numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30) : 0;
}

function completedPod(pod: KubeObject, old: KubeObject | undefined): KubeObject {
  const spec = completedPodSpec(objectAt(pod, 'spec'));
  if (old !== undefined) {
    return { ...pod, spec };
  }
  const containers = listAt(spec, 'containers').map((each) => (isObject(each) ? withRequests(each) : each));
  const whole: JsonObject = {
    ...spec,
    containers,
    enableServiceLinks: spec.enableServiceLinks ?? true,
    tolerations: tolerations(spec),
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
  };
  return { ...pod, spec: whole, status: { phase: 'Pending', qosClass: qualityOfService(containers) } };
}

/** What is limited, but not asked for, is asked for as much as it is limited. */
function withRequests(container: JsonObject): JsonObject {
  const limits = objectAt(container, 'resources', 'limits');
  if (Object.keys(limits).length === 0) {
    return container;
  }
  const requests = { ...limits, ...objectAt(container, 'resources', 'requests') };
  return { ...container, resources: { ...objectAt(container, 'resources'), requests } };
}

function tolerations(spec: JsonObject): readonly Json[] {
  const own = objectsAt(spec, 'tolerations');
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) => !own.some((each) => each.key === key || (each.key === undefined && each.operator === 'Exists')),
  );
  return [...own, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))];
}

const COMPUTE = ['cpu', 'memory'];

function qualityOfService(containers: readonly Json[]): string {
  const resources = containers.map((container) => ({
    limits: objectAt(container, 'resources', 'limits'),
    requests: objectAt(container, 'resources', 'requests'),
  }));
  if (resources.every(({ limits, requests }) => Object.keys(limits).length + Object.keys(requests).length === 0)) {
    return 'BestEffort';
  }
  const isGuaranteed = resources.every(({ limits, requests }) =>
    COMPUTE.every((name) => limits[name] !== undefined && limits[name] === requests[name]),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

const CHANGEABLE = ['activeDeadlineSeconds', 'terminationGracePeriodSeconds', 'tolerations'];

/** Of a pod's spec only images and a few other fields may change. */
function podChanges(pod: KubeObject, old: KubeObject): readonly Cause[] {
  if (isDeepStrictEqual(fixed(pod), fixed(old))) {
    return [];
  }
  const told =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [forbidden('spec', told)];
}

function fixed(pod: KubeObject): JsonObject {
  const spec = without(objectAt(pod, 'spec'), ...CHANGEABLE);
  const lists = ['containers', 'initContainers'].filter((field) => spec[field] !== undefined);
  return {
    ...spec,
    ...Object.fromEntries(
      lists.map((field) => [field, objectsAt(spec, field).map((container) => without(container, 'image'))]),
    ),
  };
}

/** The name of the node that a Binding gives a pod to. */
export function boundNode(binding: Json): string | undefined {
  const name = at(binding, 'target', 'name');
  return isString(name) && name !== '' ? name : undefined;
}
