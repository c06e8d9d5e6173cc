import type { Way } from '@flagger/view';
import { type Fields, fieldsOf, itemsOf, numberOf, textOf } from '../client/index.ts';
import type { VersionTally } from '../traffic/index.ts';
import type { Compared, SeenCanary } from './seen.ts';

/** One metric beside its threshold; values in the unit of the threshold. */
export interface Check {
  readonly name: string;
  readonly unit: string;
  readonly value: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** What is shown of a release at one moment. */
export interface View {
  /** Of the Canary, with its namespace: `podinfo.test`. */
  readonly name: string;
  readonly seconds: number;
  readonly phase: string;
  readonly way: Way;
  /** Percent of the traffic (or of the copies) that the new version gets. */
  readonly weight: number;
  readonly step: { readonly done: number; readonly of: number };
  readonly versions: { readonly primary: string; readonly canary: string };
  readonly checks: readonly Check[];
  /** Metrics by which canary and primary are compared, in sentences. */
  readonly compared: readonly Compared[];
  readonly failedChecks: number;
  readonly threshold: number;
  readonly users: { readonly requests: number; readonly failed: number };
  readonly troubles: readonly string[];
}

/** What users got in all. */
export const totalOf = (tally: readonly VersionTally[]): View['users'] => ({
  requests: tally.reduce((sum, each) => sum + each.requests, 0),
  failed: tally.reduce((sum, each) => sum + each.failed, 0),
});

/** The metrics of a Canary beside what was measured last. */
export function checksOf({ spec }: Pick<SeenCanary, 'spec'>, measured: ReadonlyMap<string, number>): readonly Check[] {
  return itemsOf(fieldsOf(spec.analysis).metrics)
    .map(fieldsOf)
    .filter(hasThreshold)
    .map(({ name, thresholdRange, threshold }) => {
      const { min, max } = fieldsOf(thresholdRange);
      const [title, unit, factor] = KNOWN.get(textOf(name) ?? '') ?? [textOf(name) ?? '', '', 1];
      const value = measured.get(textOf(name) ?? '');
      const isLeast = textOf(name) === 'request-success-rate';
      return {
        name: title,
        unit,
        value: value === undefined ? undefined : value * factor,
        min: numberOf(min) ?? (isLeast ? numberOf(threshold) : undefined),
        max: numberOf(max) ?? (isLeast ? undefined : numberOf(threshold)),
      };
    });
}

/** A compared metric need not have one. */
const hasThreshold = ({ compare, threshold, thresholdRange }: Fields): boolean =>
  compare === undefined || threshold !== undefined || thresholdRange !== undefined;

/** What stands beside a metric, by its name. */
export const titleOf = (name: string): string => KNOWN.get(name)?.[0] ?? name;

/** Whether a check is within its thresholds; undefined where nothing was measured. */
export function isFine({ value, min = -Infinity, max = Infinity }: Check): boolean | undefined {
  return value === undefined ? undefined : value >= min && value <= max;
}

/** Title, unit, and from what the operator shows to that unit. */
const KNOWN = new Map<string, readonly [string, string, number]>([
  ['request-success-rate', ['success rate', '%', 1]],
  ['request-duration', ['p99', 'ms', 1000]],
]);
