import { isDeepStrictEqual } from 'node:util';
import { at, isObject, type Json, type JsonObject, objectAt, withAt } from '../json.ts';
import { type KubeObject, withMetadata } from '../kube-object.ts';
import { invalid, type Cause } from '../problems.ts';
import { templateSelectorProblems } from './metadata-problems.ts';
import { completedPodSpec, podSpecProblems } from './pod-spec.ts';
import type { Rules } from './rules.ts';

/** Kinds whose generation counts changes of the spec, and that have no other rules. */
export const COUNTED: Rules = { counted: (object) => object.spec ?? null };

const IMMUTABLE = 'field is immutable';

const RULES: Rules = {
  ...COUNTED,
  problems: (object) => [...templateSelectorProblems(object), ...templateProblems(object)],
  changes: (object, old) => selectorChange(object, old),
};

export const DEPLOYMENT_RULES: Rules = {
  ...RULES,
  // annotations of a Deployment are handed on to its ReplicaSets
  counted: (object) => [object.spec ?? null, objectAt(object, 'metadata', 'annotations')],
  completed: (object) => withTemplate(rolling(object, 'strategy', { maxUnavailable: '25%', maxSurge: '25%' })),
};

export const REPLICA_SET_RULES: Rules = { ...RULES, completed: (object) => withTemplate(object) };

export const DAEMON_SET_RULES: Rules = {
  ...RULES,
  completed: (object, old) =>
    withTemplateGeneration(withTemplate(rolling(object, 'updateStrategy', { maxUnavailable: 1, maxSurge: 0 })), old),
};

export const STATEFUL_SET_RULES: Rules = {
  ...RULES,
  completed: (object) => withTemplate(rolling(object, 'updateStrategy', { partition: 0 })),
};

/** A Job's own numbers are filled in only where it is one, not in a CronJob. */
const JOB_NUMBERS = {
  parallelism: 1,
  completions: 1,
  backoffLimit: 6,
  completionMode: 'NonIndexed',
  suspend: false,
  podReplacementPolicy: 'TerminatingOrFailed',
};

export const JOB_RULES: Rules = {
  ...COUNTED,
  completed: (object) => withTemplate({ ...object, spec: { ...JOB_NUMBERS, ...objectAt(object, 'spec') } }),
};

export const CRON_JOB_RULES: Rules = {
  ...COUNTED,
  completed: (object) => withTemplate(object, ['jobTemplate', 'spec', 'template', 'spec']),
};

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** Counts the templates that a DaemonSet had. */
function withTemplateGeneration(object: KubeObject, old: KubeObject | undefined): KubeObject {
  const before = Number(old?.metadata.annotations?.[TEMPLATE_GENERATION] ?? '0');
  const isSame = old !== undefined && isDeepStrictEqual(at(object, 'spec', 'template'), at(old, 'spec', 'template'));
  return withMetadata(object, {
    annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(isSame ? before : before + 1) },
  });
}

/** The parameters of a rolling update, where that is the strategy. */
function rolling(object: KubeObject, strategy: string, standard: JsonObject): KubeObject {
  if (
    at(object, 'spec', strategy, 'type') !== 'RollingUpdate'
    || isObject(at(object, 'spec', strategy, 'rollingUpdate'))
  ) {
    return object;
  }
  return { ...object, spec: withAt(objectAt(object, 'spec'), [strategy, 'rollingUpdate'], standard) };
}

function withTemplate(object: KubeObject, path: readonly string[] = ['template', 'spec']): KubeObject {
  const spec = at(object, 'spec', ...path);
  return isObject(spec) ? { ...object, spec: withAt(objectAt(object, 'spec'), path, completedPodSpec(spec)) } : object;
}

function templateProblems(object: KubeObject): readonly Cause[] {
  const strategy = objectAt(object, 'spec', 'strategy');
  const recreate = strategy.type === 'Recreate' && isObject(strategy.rollingUpdate);
  const told = "may not be specified when strategy `type` is 'Recreate'";
  const found = recreate
    ? [{ reason: 'FieldValueForbidden' as const, field: 'spec.strategy.rollingUpdate', message: `Forbidden: ${told}` }]
    : [];
  return [...found, ...podSpecProblems('spec.template.spec', objectAt(object, 'spec', 'template', 'spec'))];
}

function selectorChange(object: KubeObject, old: KubeObject): readonly Cause[] {
  const selector: Json = at(object, 'spec', 'selector') ?? null;
  return isDeepStrictEqual(selector, at(old, 'spec', 'selector') ?? null)
    ? []
    : [invalid('spec.selector', selector, IMMUTABLE)];
}
