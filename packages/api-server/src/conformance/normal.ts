import { isList, isObject, type Json, type JsonObject, objectAt, objectsAt, stringAt } from '../json.ts';

const REPLACED: readonly (readonly [RegExp, string])[] = [
  // what kubectl says of itself when it gives up a watch, if it comes to that before its end
  [/^E\d{4} .* reflector\.go:.*$\n?/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b\d+\.\d+\.\d+\.\d+(:\d+)?\b/g, '<ip>'],
  [/https:\/\/(localhost|<ip>)(:\d+)?/g, '<server>'],
  [/(?<![\w."-])(\d+[ydhms])+(?![\w."-])/g, '<age>'],
  [/(patch: Invalid value: )".*"(: strict)/gs, '$1<object>$2'],
  [/(<age>) ago/g, '$1'],
  [/Resource Version: +\d+/g, 'Resource Version: <version>'],
  [/(made)-\w{5}\b/g, '$1-<suffix>'],
  [/(LIVE|MERGED)-\d+/g, '$1'],
  [/(kubectl-edit)-\d+/g, '$1'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, '<time>'],
  [/(resourceVersion"?:\s*)"?\d+"?/g, '$1<version>'],
  [/resource version: \d+( \(\d+\))?/g, 'resource version: <version>'],
  [/(current: )\d+/g, '$1<version>'],
];

/** Text without what differs from server to server and from second to second. */
export function normalText(text: string): string {
  const replaced = REPLACED.reduce((result, [pattern, word]) => result.replaceAll(pattern, word), text);
  return replaced
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ +$/gm, '')
    .trim();
}

/** Metadata that only one of the servers writes, or that always differs. */
const DROPPED = [
  'observedGeneration',
  'managedFields',
  'uid',
  'selfLink',
  'continue',
  'remainingItemCount',
  'hash',
  'storageVersionHash',
  'serverAddressByClientCIDRs',
  'description',
];
const WORDS: Readonly<Record<string, string>> = {
  resourceVersion: '<version>',
  creationTimestamp: '<time>',
  deletionTimestamp: '<time>',
  lastTransitionTime: '<time>',
};

/** Discovery lists resources in any order, and causes are told twice now and then. */
function sortedByName(list: readonly Json[]): readonly Json[] {
  const texts = list.map((item) => JSON.stringify(item));
  const unique = list.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
  const isDiscovery = list.every((item) => stringAt(item, 'singularName') !== undefined);
  return isDiscovery
    ? [...unique].sort((a, b) => ((stringAt(a, 'name') ?? '') < (stringAt(b, 'name') ?? '') ? -1 : 1))
    : unique;
}

/** Conditions that a controller writes at a time of its own choosing. */
const isControllers = (field: string, value: Json): boolean =>
  field === 'conditions' && isList(value) && value.some((each) => stringAt(each, 'type') === 'Progressing');

/** What is wrong is told in any order. */
function sortedCauses(value: JsonObject): JsonObject {
  const causes = objectsAt(value, 'details', 'causes');
  if (causes.length < 2) {
    return value;
  }
  const sorted = [...causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    ...value,
    message: (stringAt(value, 'message') ?? '').replace(/is invalid: \[.*/s, 'is invalid'),
    details: { ...objectAt(value, 'details'), causes: sorted },
  };
}

/** JSON without what differs from server to server and from second to second. */
export function normalJson(value: Json): Json {
  if (isList(value)) {
    return sortedByName(value.map(normalJson));
  }
  if (typeof value === 'string') {
    return normalText(value);
  }
  if (!isObject(value)) {
    return value;
  }
  const fields = Object.entries(sortedCauses(value))
    .filter(([field, each]) => !DROPPED.includes(field) && !isControllers(field, each))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    fields.map(([field, each]) => [
      field,
      typeof each === 'string' ? (WORDS[field] ?? normalJson(each)) : normalJson(each),
    ]),
  );
}
