import { stringify } from 'yaml';
import { isTree, textOf, treeOf, valueAt } from './values.ts';

/** A value as people read it: texts as they are, a status in one line, the rest as YAML with its keys in order. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (isTree(value) && 'phase' in value) {
    return statusLine(value);
  }
  if (isTree(value) || Array.isArray(value)) {
    return stringify(value, { sortMapEntries: true, lineWidth: 0 }).trimEnd();
  }
  return value === undefined ? '' : JSON.stringify(value);
}

function statusLine(status: Readonly<Record<string, unknown>>): string {
  const number = (name: string): number => Number(status[name] ?? 0);
  const promoted = treeOf(valueAt(status, 'Promoted'));
  const numbers = `weight ${number('canaryWeight')} iterations ${number('iterations')} failed ${number('failedChecks')}`;
  const specs = `applied ${textOf(status['lastAppliedSpec']) || '-'} promoted ${textOf(status['lastPromotedSpec']) || '-'}`;
  const rest = [
    'trackedConfigs',
    'sessionAffinityCookie',
    'primarySessionAffinityCookie',
    'previousSessionAffinityCookie',
  ]
    .filter((name) => status[name] !== undefined)
    .map((name) => `${name} ${JSON.stringify(status[name])}`);
  return [
    `${textOf(status['phase'])} ${numbers} ${specs} Promoted ${textOf(promoted['status'])}/${textOf(promoted['reason'])}: ${textOf(promoted['message'])}`,
    ...rest,
  ].join(' ');
}
