import type { Pairs } from './metadata.ts';
import { copyName } from './names.ts';
import type { PodWorkload } from './pod-workload.ts';

/** The label by which services tell the pods of a target from those of its primary. */
export interface Selector {
  readonly label: string;
  readonly value: string;
  readonly primaryValue: string;
}

/** The first of `-selector-labels` in the selector of a workload; undefined where it has none of them. */
export function selectorOf({ spec }: PodWorkload, labels: readonly string[]): Selector | undefined {
  const matchLabels = spec.selector.matchLabels ?? {};
  const label = labels.find((name) => Object.hasOwn(matchLabels, name));
  const value = label === undefined ? undefined : matchLabels[label];
  return label === undefined || value === undefined ? undefined : { label, value, primaryValue: copyName(value) };
}

/**
 * The label by which a primary that exists was made, whatever the target's is now: its selector cannot be changed.
 * Undefined where the target's pods are not told from it, or could not become its pods.
 */
export function selectorOfPrimary(
  target: PodWorkload,
  primary: PodWorkload,
  labels: readonly string[],
): Selector | undefined {
  const [mine, theirs] = [target.spec.selector.matchLabels ?? {}, primary.spec.selector.matchLabels ?? {}];
  const names = [...new Set([...labels, ...Object.keys(theirs)])].filter((name) => Object.hasOwn(theirs, name));
  const label = names.find((name) => Object.hasOwn(mine, name) && mine[name] !== theirs[name]);
  const [value, primaryValue] = label === undefined ? [] : [mine[label], theirs[label]];
  if (label === undefined || value === undefined || primaryValue === undefined) {
    return undefined;
  }
  const pods: Pairs = { ...target.spec.template.metadata?.labels, [label]: primaryValue };
  return names.every((name) => pods[name] === theirs[name]) ? { label, value, primaryValue } : undefined;
}

/** The labels of the primary's pods by which services select them. */
export const primaryPods = ({ label, primaryValue }: Selector): Readonly<Record<string, string>> => ({
  [label]: primaryValue,
});
