import { isList, isObject, type Json } from '../json.ts';
import { invalid, type Cause, required, unsupported } from '../problems.ts';
import { resolved } from '../schema/built-in-schema.ts';
import type { Schema } from '../schema/schema.ts';

/** Fields of built-in types that may not be empty. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'core.Container': ['name', 'image'],
  'core.ContainerPort': ['containerPort'],
  'core.EnvVar': ['name'],
  'core.Volume': ['name'],
  'core.VolumeMount': ['name', 'mountPath'],
  'apps.DaemonSetSpec': ['template'],
  'apps.StatefulSetSpec': ['template'],
};

const COUNTS = [
  'replicas',
  'minReadySeconds',
  'revisionHistoryLimit',
  'progressDeadlineSeconds',
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'failureThreshold',
  'successThreshold',
  'terminationGracePeriodSeconds',
];
const PORTS: Readonly<Record<string, readonly string[]>> = {
  'core.ContainerPort': ['containerPort'],
  'core.ServicePort': ['port', 'targetPort'],
  'core.EndpointPort': ['port'],
};
const LARGEST_PORT = 65_535;

/** What is wrong with single fields of a built-in object: empty, not among the allowed values, out of range. */
export function fieldProblems(schema: Schema, value: Json, field = ''): readonly Cause[] {
  const rules = resolved(schema);
  if (isList(value)) {
    return value.flatMap((item, index) =>
      rules.items === undefined ? [] : fieldProblems(rules.items, item, `${field}[${index}]`),
    );
  }
  if (typeof value === 'string' && value !== '' && rules.enum !== undefined && !rules.enum.includes(value)) {
    return [unsupported(field, value, rules.enum)];
  }
  if (!isObject(value)) {
    return [];
  }
  const own = rules.ref ?? '';
  const missing = (REQUIRED[own] ?? [])
    .filter((name) => isEmpty(value[name]))
    .map((name) => required(below(field, name)));
  const inside = Object.entries(value).flatMap(([name, each]) => {
    const path = below(field, name);
    const fieldSchema = rules.properties?.[name] ?? rules.additional;
    return [
      ...range({ type: own, name, path }, each),
      ...(fieldSchema === undefined ? [] : fieldProblems(fieldSchema, each, path)),
    ];
  });
  return [...missing, ...inside];
}

const below = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === '' || value === 0;

function range({ type, name, path }: { type: string; name: string; path: string }, value: Json): readonly Cause[] {
  if (typeof value !== 'number') {
    return [];
  }
  if (COUNTS.includes(name) && value < 0) {
    return [invalid(path, value, 'must be greater than or equal to 0')];
  }
  const isPort = PORTS[type]?.includes(name) === true;
  return isPort && (value < 1 || value > LARGEST_PORT)
    ? [invalid(path, value, 'must be between 1 and 65535, inclusive')]
    : [];
}
