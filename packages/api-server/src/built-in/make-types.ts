import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes types.json: names and types of the fields of Kubernetes' own kinds, read from the Go sources of k8s.io (facts
 * only, no texts). Usage: node make-types.ts <folder that holds api@vX, apimachinery@vX and
 * apiextensions-apiserver@vX> <vX> A field is written as `<Go type> <flags>`; flags: omitempty, omitzero, merge=<key>
 * or merge, retainKeys, map=<keys>, set, atomic, optional, #<number in protobuf>.
 */
const [folder = '.', version = ''] = process.argv.slice(2);

const PACKAGES: Readonly<Record<string, string>> = {
  core: 'api/core/v1',
  apps: 'api/apps/v1',
  autoscaling: 'api/autoscaling/v2',
  scaling: 'api/autoscaling/v1',
  batch: 'api/batch/v1',
  coordination: 'api/coordination/v1',
  discovery: 'api/discovery/v1',
  events: 'api/events/v1',
  networking: 'api/networking/v1',
  rbac: 'api/rbac/v1',
  policy: 'api/policy/v1',
  authorization: 'api/authorization/v1',
  authentication: 'api/authentication/v1',
  apiextensions: 'apiextensions-apiserver/pkg/apis/apiextensions/v1',
  meta: 'apimachinery/pkg/apis/meta/v1',
};

const ROOTS = [
  ...[
    'Namespace',
    'Pod',
    'Service',
    'ConfigMap',
    'Secret',
    'Event',
    'Endpoints',
    'ServiceAccount',
    'Node',
    'Binding',
    'LimitRange',
    'ResourceQuota',
  ].map((kind) => `core.${kind}`),
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => `apps.${kind}`),
  'scaling.Scale',
  'autoscaling.HorizontalPodAutoscaler',
  ...['Job', 'CronJob'].map((kind) => `batch.${kind}`),
  'coordination.Lease',
  'discovery.EndpointSlice',
  'events.Event',
  'networking.Ingress',
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => `rbac.${kind}`),
  'policy.PodDisruptionBudget',
  'policy.Eviction',
  'apiextensions.CustomResourceDefinition',
  ...['SelfSubjectAccessReview', 'SubjectAccessReview', 'LocalSubjectAccessReview', 'SelfSubjectRulesReview'].map(
    (kind) => `authorization.${kind}`,
  ),
  ...['TokenReview', 'SelfSubjectReview'].map((kind) => `authentication.${kind}`),
  'meta.DeleteOptions',
];

/** What Go decodes by itself, not field by field. */
const OPAQUE: Readonly<Record<string, string>> = {
  'meta.Time': 'time',
  'meta.MicroTime': 'microtime',
  'meta.Duration': 'string',
  'meta.FieldsV1': 'fieldsV1',
  'apiextensions.JSONSchemaProps': 'raw',
  'runtime.RawExtension': 'raw',
  'intstr.IntOrString': 'intOrString',
  'resource.Quantity': 'quantity',
  'types.UID': 'string',
  'types.NodeName': 'string',
};

const IMPORTS: Readonly<Record<string, string>> = {
  metav1: 'meta',
  v1: 'core',
  corev1: 'core',
  authenticationv1: 'authentication',
};

interface Declared {
  readonly structs: Map<string, Record<string, string>>;
  readonly names: Map<string, string>;
  readonly enums: Map<string, string[]>;
  /** Structs that are managed as a whole. */
  readonly atomic: Set<string>;
}

function declared(): Declared {
  const found: Declared = { structs: new Map(), names: new Map(), enums: new Map(), atomic: new Set() };
  for (const [own, path] of Object.entries(PACKAGES)) {
    const [module = '', ...rest] = path.split('/');
    const directory = join(folder, `${module}@${version}`, ...rest);
    for (const file of readdirSync(directory)) {
      if (/types.*\.go$/.test(file) && !/_test|swagger|zz_/.test(file)) {
        read(own, readFileSync(join(directory, file), 'utf8'), found);
      }
    }
  }
  return found;
}

function read(own: string, text: string, found: Declared): void {
  for (const [, comment = '', name = '', body = ''] of text.matchAll(
    /((?:^\/\/.*\n)*)^type (\w+) struct \{\n([\s\S]*?)^\}/gm,
  )) {
    found.structs.set(`${own}.${name}`, fields(own, body));
    if (comment.includes('+structType=atomic')) {
      found.atomic.add(`${own}.${name}`);
    }
  }
  for (const [, name = ''] of text.matchAll(/^type (\w+) struct ?\{\}/gm)) {
    found.structs.set(`${own}.${name}`, {});
  }
  for (const [, comment = '', name = '', type = ''] of text.matchAll(/((?:^\/\/.*\n)*)^type (\w+) ([\w.\]["*]+)$/gm)) {
    found.names.set(`${own}.${name}`, qualified(own, type));
    if (!comment.includes('+enum')) {
      continue;
    }
    const values = [...text.matchAll(new RegExp(`^\\s+\\w+\\s+${name}\\s*=\\s*"([^"]*)"`, 'gm'))].map(
      ([, value = '']) => value,
    );
    found.enums.set(`${own}.${name}`, values.sort());
  }
}

function fields(own: string, body: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [, comment = '', name, type = '', tag = ''] of body.matchAll(
    /((?:^\t\/\/.*\n|^\s*\n)*)^\t(?:(\w+)\s+)?([\w.*[\]]+)\s+`([^`]*)`/gm,
  )) {
    const [json = '', ...options] = (/json:"([^"]*)"/.exec(tag)?.[1] ?? '').split(',');
    if (json === '-') {
      continue;
    }
    const inline = json === '' && (options.includes('inline') || name === undefined);
    const key = inline ? `+${type}` : json;
    result[key] = [
      qualified(own, type),
      ...options.filter((option) => option.startsWith('omit')),
      ...patchFlags(tag),
      ...listFlags(comment),
      ...optionalFlag(comment, options),
      ...numberFlag(tag),
    ].join(' ');
  }
  return result;
}

/** Of fields that are written even if they are empty, but need not be given. */
const optionalFlag = (comment: string, options: readonly string[]): readonly string[] =>
  /\+optional/.test(comment) && !options.includes('omitempty') ? ['optional'] : [];

/** The field's number in protobuf messages. */
function numberFlag(tag: string): readonly string[] {
  const number = /protobuf:"\w+,(\d+)/.exec(tag)?.[1];
  return number === undefined ? [] : [`#${number}`];
}

function patchFlags(tag: string): readonly string[] {
  const strategy = /patchStrategy:"([^"]*)"/.exec(tag)?.[1]?.split(',') ?? [];
  const key = /patchMergeKey:"([^"]*)"/.exec(tag)?.[1];
  return [
    ...(strategy.includes('merge') ? [key === undefined ? 'merge' : `merge=${key}`] : []),
    ...(strategy.includes('retainKeys') ? ['retainKeys'] : []),
  ];
}

function listFlags(comment: string): readonly string[] {
  const type = /\+(?:listType|mapType|structType)=(\w+)/.exec(comment)?.[1];
  const keys = [...comment.matchAll(/\+listMapKey=(\w+)/g)].map(([, key = '']) => key);
  if (type === 'map') {
    return [`map=${keys.join(',')}`];
  }
  return type === 'set' || type === 'atomic' ? [type] : [];
}

function qualified(own: string, type: string): string {
  return type.replace(/(?<![\w.])(\w+)(?:\.(\w+))?(?![\w.])/g, (all: string, first: string, second?: string) => {
    if (second !== undefined) {
      return `${IMPORTS[first] ?? first}.${second}`;
    }
    return /^[A-Z]/.test(first) ? `${own}.${first}` : all;
  });
}

/** The type with every name of a simple type replaced by what it stands for, as far as it is no struct and no enum. */
function plain(type: string, found: Declared): string {
  const { names, enums, structs } = found;
  const done = type.replace(
    /\w+\.\w+/g,
    (name) => OPAQUE[name] ?? (enums.has(name) || structs.has(name) ? name : (names.get(name) ?? name)),
  );
  return done === type ? done : plain(done, found);
}

function reachable(found: Declared): {
  readonly types: Record<string, unknown>;
  readonly enums: Record<string, unknown>;
  readonly atomic: readonly string[];
} {
  const types: Record<string, Record<string, string>> = {};
  const enums: Record<string, readonly string[]> = {};
  const visit = (name: string): void => {
    const values = found.enums.get(name);
    if (values !== undefined) {
      enums[name] = values;
    }
    const struct = found.structs.get(name);
    if (struct === undefined || types[name] !== undefined) {
      return;
    }
    const own: Record<string, string> = (types[name] = {});
    for (const [field, spec] of Object.entries(struct)) {
      if (field === '+metav1.TypeMeta') {
        continue;
      }
      const [type = '', ...flags] = spec.split(' ');
      own[field.startsWith('+') ? `+${plain(type, found)}` : field] = [plain(type, found), ...flags].join(' ');
      for (const [referred] of plain(type, found).matchAll(/\w+\.\w+/g)) {
        visit(referred);
      }
    }
  };
  ROOTS.forEach(visit);
  return { types, enums, atomic: [...found.atomic].filter((name) => types[name] !== undefined).sort() };
}

const { types, enums, atomic } = reachable(declared());
const lines = (record: Record<string, unknown>): string =>
  Object.keys(record)
    .sort()
    .map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(record[name])}`)
    .join(',\n');
writeFileSync(
  join(import.meta.dirname, 'types.json'),
  `{"types": {\n${lines(types)}\n}, "enums": {\n${lines(enums)}\n}, "atomic": ${JSON.stringify(atomic)}}\n`,
);
