import { isDeepStrictEqual } from 'node:util';
import { isString, type Json, objectAt, objectsAt, stringAt, withAt, without } from '../json.ts';
import { type KubeObject, withMetadata } from '../kube-object.ts';
import { forbidden, invalid, type Cause, required } from '../problems.ts';
import { configKeyProblems, labelProblems, pathProblems } from './names.ts';
import type { Rules } from './rules.ts';

const CONTENT = ['data', 'binaryData'];

const keyProblems = (object: KubeObject): readonly Cause[] =>
  CONTENT.flatMap((field) =>
    Object.keys(objectAt(object, field)).flatMap((key) =>
      configKeyProblems(key).map((told) => invalid(`${field}[${key}]`, key, told)),
    ),
  );

/** A key of a ConfigMap stands in one of the two. */
const doubleKeyProblems = (object: KubeObject): readonly Cause[] =>
  Object.keys(objectAt(object, 'data'))
    .filter((key) => Object.hasOwn(objectAt(object, 'binaryData'), key))
    .map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));

/** What is marked immutable stays as it is. */
function frozen(object: KubeObject, old: KubeObject): readonly Cause[] {
  if (old.immutable !== true) {
    return [];
  }
  const told = 'field is immutable when `immutable` is set';
  const changed = CONTENT.filter((field) => !isDeepStrictEqual(objectAt(object, field), objectAt(old, field)));
  return [...(object.immutable === true ? [] : ['immutable']), ...changed].map((field) => forbidden(field, told));
}

export const CONFIG_MAP_RULES: Rules = {
  problems: (configMap) => [...keyProblems(configMap), ...doubleKeyProblems(configMap)],
  changes: frozen,
};

export const SECRET_RULES: Rules = {
  completed: (secret) => withStringData(secret),
  problems: keyProblems,
  changes: (secret, old) => [
    ...(secret.type === old.type ? [] : [invalid('type', secret.type ?? '', 'field is immutable')]),
    ...frozen(secret, old),
  ],
};

/** `stringData` is a way of writing `data`. */
function withStringData(secret: KubeObject): KubeObject {
  const texts = Object.entries(objectAt(secret, 'stringData'));
  if (texts.length === 0) {
    return secret;
  }
  const data = Object.fromEntries(
    texts.map(([key, text]) => [key, Buffer.from(isString(text) ? text : '').toString('base64')]),
  );
  const { apiVersion, kind, metadata } = secret;
  return {
    ...without(secret, 'stringData'),
    apiVersion,
    kind,
    metadata,
    data: { ...objectAt(secret, 'data'), ...data },
  };
}

const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

export const NAMESPACE_RULES: Rules = {
  name: labelProblems,
  completed: (namespace, old) => {
    const named = withMetadata(namespace, {
      labels: { ...namespace.metadata.labels, [NAMESPACE_LABEL]: namespace.metadata.name },
    });
    const spec = old === undefined ? { finalizers: ['kubernetes'] } : objectAt(named, 'spec');
    const status = old === undefined ? { phase: 'Active' } : objectAt(named, 'status');
    return { ...named, spec, status };
  },
};

/**
 * Events about objects of a namespace are in that namespace; those about objects of the whole cluster are in
 * `default`.
 */
export const EVENT_RULES: Rules = {
  createsOnUpdate: true,
  problems: (event) => {
    const about = stringAt(event, 'involvedObject', 'namespace') ?? stringAt(event, 'regarding', 'namespace') ?? '';
    const own = event.metadata.namespace ?? '';
    if (about === own || (about === '' && own === 'default') || (about === '' && own === 'kube-system')) {
      return [];
    }
    return [invalid('involvedObject.namespace', about, 'does not match event.namespace')];
  },
};

export const LEASE_RULES: Rules = {
  createsOnUpdate: true,
  needsVersion: true,
  problems: (lease) => {
    const spec = objectAt(lease, 'spec');
    const found: Cause[] = [];
    if (typeof spec.leaseDurationSeconds === 'number' && spec.leaseDurationSeconds <= 0) {
      found.push(invalid('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
    }
    if (typeof spec.leaseTransitions === 'number' && spec.leaseTransitions < 0) {
      found.push(invalid('spec.leaseTransitions', spec.leaseTransitions, 'must be greater than or equal to 0'));
    }
    return found;
  },
};

/** Names of roles may hold colons, as in `system:node`. */
export const ROLE_RULES: Rules = {
  name: pathProblems,
  completed: (object) =>
    object.subjects === undefined
      ? object
      : {
          ...object,
          subjects: objectsAt(object, 'subjects').map((subject) => ({ ...group(subject.kind), ...subject })),
        },
  problems: (object) =>
    object.roleRef !== undefined && (stringAt(object, 'roleRef', 'name') ?? '') === ''
      ? [required('roleRef.name')]
      : [],
  changes: (object, old) =>
    isDeepStrictEqual(object.roleRef, old.roleRef)
      ? []
      : [invalid('roleRef', object.roleRef ?? null, 'cannot change roleRef')],
};

const group = (kind: Json | undefined): { apiGroup?: string } =>
  kind === 'User' || kind === 'Group' ? { apiGroup: 'rbac.authorization.k8s.io' } : {};

export const ENDPOINT_SLICE_RULES: Rules = {
  counted: (slice) => [slice.endpoints ?? null, slice.ports ?? null],
  problems: (slice) =>
    stringAt(slice, 'addressType') === undefined || slice.addressType === '' ? [required('addressType')] : [],
  changes: (slice, old) =>
    slice.addressType === old.addressType
      ? []
      : [invalid('addressType', slice.addressType ?? '', 'field is immutable')],
};

export const INGRESS_RULES: Rules = {
  counted: (ingress) => ingress.spec ?? null,
  createsOnUpdate: false,
  completed: (ingress) => ({ ...ingress, status: ingress.status ?? { loadBalancer: {} } }),
  problems: (ingress) => ingressProblems(ingress),
};

function ingressProblems(ingress: KubeObject): readonly Cause[] {
  const spec = objectAt(ingress, 'spec');
  if (spec.rules === undefined && spec.defaultBackend === undefined) {
    return [invalid('spec', spec, 'either `defaultBackend` or `rules` must be specified')];
  }
  return objectsAt(spec, 'rules').flatMap((rule, index) =>
    objectsAt(rule, 'http', 'paths').flatMap(({ pathType }, path) =>
      pathType === undefined
        ? [required(`spec.rules[${index}].http.paths[${path}].pathType`, 'pathType must be specified')]
        : [],
    ),
  );
}

export const AUTOSCALER_RULES: Rules = {
  completed: (object) => withMetrics(object),
  problems: (object) => autoscalerProblems(object),
};

const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

function withMetrics(object: KubeObject): KubeObject {
  const spec = objectAt(object, 'spec');
  const metrics = objectsAt(spec, 'metrics');
  return {
    ...object,
    spec: withAt(spec, ['metrics'], metrics.length === 0 ? [CPU] : metrics),
    status: { desiredReplicas: 0, currentMetrics: null, ...objectAt(object, 'status') },
  };
}

function autoscalerProblems(object: KubeObject): readonly Cause[] {
  const { maxReplicas, minReplicas } = objectAt(object, 'spec');
  const found: Cause[] = [];
  if (typeof minReplicas === 'number' && minReplicas < 1) {
    found.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (typeof maxReplicas === 'number' && maxReplicas < 1) {
    found.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  }
  if (typeof maxReplicas === 'number' && typeof minReplicas === 'number' && maxReplicas < minReplicas) {
    found.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  for (const part of ['kind', 'name']) {
    if ((stringAt(object, 'spec', 'scaleTargetRef', part) ?? '') === '') {
      found.push(required(`spec.scaleTargetRef.${part}`));
    }
  }
  return found;
}
