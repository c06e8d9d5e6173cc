import type { Deployment } from './deployment.ts';

/** The label by which services find the pods of a workload. */
export interface Selector {
  readonly label: string;
  readonly value: string;
}

/** The first of `-selector-labels` in the Deployment's selector; undefined where it has none of them. */
export function selectorOf({ spec }: Deployment, labels: readonly string[]): Selector | undefined {
  const matchLabels = spec.selector.matchLabels ?? {};
  const label = labels.find((name) => Object.hasOwn(matchLabels, name));
  const value = label === undefined ? undefined : matchLabels[label];
  return label === undefined || value === undefined ? undefined : { label, value };
}
