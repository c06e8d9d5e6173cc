import type { z } from 'zod';
import type { Problem } from './errors.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Says in plain words what a schema found wrong in `root`, without showing what may be secret. */
export function problemOf(issue: Issue, root: unknown): Problem {
  return { field: fieldOf(issue.path), found: foundAt(root, issue.path), allowed: allowedBy(issue) };
}

/** The path as people write it: `spec.analysis.webhooks[0].url`. */
export function fieldOf(path: Path): string {
  return path.map((key, index) => keyText(key, index === 0)).join('');
}

function keyText(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === 'number') {
    return `[${key}]`;
  }
  const name = String(key);
  if (!/^[\w-]+$/.test(name)) {
    return `[${JSON.stringify(name)}]`;
  }
  return isFirst ? name : `.${name}`;
}

/** What stands there: a short JSON of a plain value, else only what kind of value it is. */
export const foundAt = (root: unknown, path: Path): string => shownAt(path, path.reduce<unknown>(valueAt, root));

/** The same of a value that is known. */
export function shownAt(path: Path, value: unknown): string {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (typeof value === 'object' || maySecret(path, value)) {
    return kindOf(value);
  }
  return shortened(JSON.stringify(value));
}

function valueAt(parent: unknown, key: PropertyKey): unknown {
  if (typeof parent !== 'object' || parent === null) {
    return undefined;
  }
  return Object.getOwnPropertyDescriptor(parent, key)?.value;
}

const MAY_HOLD_SECRETS = new Set<PropertyKey>([
  'webhooks',
  'headers',
  'withoutHeaders',
  'metadata',
  'url',
  'address',
  'proxy',
  'metricsServer',
  'query',
  'templateVariables',
  'annotations',
  'primaryScalerQueries',
  'privateKey',
  'sessionAffinityCookie',
  'primarySessionAffinityCookie',
  'previousSessionAffinityCookie',
]);
const HARMLESS_IN_WEBHOOKS = new Set<PropertyKey | undefined>([
  'name',
  'type',
  'muteAlert',
  'timeout',
  'retries',
  'disableTLS',
]);

/** Only what is known to be harmless is shown of webhooks, and no address at all: it may carry a password. */
function maySecret(path: Path, value: unknown): boolean {
  if (typeof value === 'string' && value.includes('://')) {
    return true;
  }
  const risky = path.filter((key) => MAY_HOLD_SECRETS.has(key));
  const isPlainHookField = risky.length === 1 && risky[0] === 'webhooks' && HARMLESS_IN_WEBHOOKS.has(path.at(-1));
  return risky.length > 0 && !isPlainHookField;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return KINDS[typeof value] ?? 'something else';
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

const shortened = (json: string): string => (json.length > 80 ? `${json.slice(0, 79)}…` : json);

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED[issue.expected] ?? `of type ${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values.map((value) => (value === '' ? '""' : String(value))));
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return oneOf(issue.errors.flat().map(allowedBy));
    default:
      return issue.message;
  }
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(choices: readonly string[]): string {
  const last = choices.at(-1) ?? 'nothing';
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}
