import type { z } from 'zod';
import type { Canary, CanaryStatus } from './canary.ts';
import type { Problem } from './errors.ts';
import type { RawCanary } from './outside.ts';
import { withCurrentName } from './metric-names.ts';
import { problemOf } from './parse-problem.ts';
import { brokenRules } from './parse-rules.ts';
import { canarySpec } from './schema/canary.ts';
import { canaryStatus } from './schema/canary-status.ts';

/** A Canary, or all that is wrong with it: then with as much of the Canary as can be read. */
export type Parsed =
  | { readonly ok: true; readonly canary: Canary; readonly problems?: undefined }
  | { readonly ok: false; readonly canary?: Canary; readonly problems: readonly Problem[] };

/**
 * Reads a Canary as the API gives it. Unknown fields are dropped and what Flagger tolerates is tolerated; what would
 * misroute users is a problem that names the field, what was found and what is allowed.
 */
export function parseCanary(raw: RawCanary): Parsed {
  const analysisField = nameOfAnalysis(raw.spec);
  const given = withAnalysis(withoutNulls(raw.spec ?? {}), analysisField);
  const spec = canarySpec.safeParse(given);
  const status = readStatus(raw);
  if (!spec.success || !status.success) {
    const source = { raw, analysisField };
    const problems = [
      ...problemsIn('spec', spec.error?.issues ?? [], source),
      ...problemsIn('status', status.error?.issues ?? [], source),
    ];
    const rest = canarySpec.safeParse(withoutWrong(given, spec.error?.issues ?? []));
    return { ok: false, problems, ...(rest.success && { canary: canaryOf(raw, rest.data, statusOf(raw)) }) };
  }
  const canary = canaryOf(raw, spec.data, status.data);
  const broken = brokenRules({ ...spec.data, analysis: canary.spec.analysis }, `spec.${analysisField}`);
  return broken.length > 0 ? { ok: false, canary, problems: broken } : { ok: true, canary };
}

function canaryOf(raw: RawCanary, spec: z.output<typeof canarySpec>, status: CanaryStatus): Canary {
  const { metrics } = spec.analysis;
  const analysis = metrics ? { ...spec.analysis, metrics: metrics.map(withCurrentName) } : spec.analysis;
  return { ...raw, spec: { ...spec, analysis, service: spec.service ?? { port: 0 } }, status };
}

/** A spec without the fields that are wrong: enough to look after the users of a run by. */
function withoutWrong(spec: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  return issues.reduce((left, { path }) => without(left, path), spec);
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined) {
    return undefined;
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items
      .map((item, index) => (index === key ? without(item, rest) : item))
      .filter((item) => item !== undefined);
  }
  if (!isObject(value)) {
    return value;
  }
  const { [String(key)]: wrong, ...others } = value;
  const left = without(wrong, rest);
  return left === undefined ? others : { ...others, [String(key)]: left };
}

/** The status as the API gives it; empty where it cannot be read. */
export function statusOf(raw: RawCanary): CanaryStatus {
  const status = readStatus(raw);
  return status.success ? status.data : {};
}

/** A manifest has no status, and needs no schema of it. */
const readStatus = ({ status }: RawCanary) =>
  (status ?? undefined) === undefined
    ? { success: true as const, data: {}, error: undefined }
    : canaryStatus().safeParse(withoutNulls(status));

/** `canaryAnalysis` is the name that `analysis` had before v1beta1. */
function nameOfAnalysis(spec: unknown): 'analysis' | 'canaryAnalysis' {
  return isObject(spec) && (spec['analysis'] ?? undefined) === undefined && isObject(spec['canaryAnalysis'])
    ? 'canaryAnalysis'
    : 'analysis';
}

function withAnalysis(spec: unknown, field: string): unknown {
  if (!isObject(spec)) {
    return spec;
  }
  const analysis = spec[field] ?? (spec['skipAnalysis'] === true ? {} : undefined);
  return { ...spec, analysis };
}

/** Null counts as absent, as it does in Go; in a list it stays, and is told. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isObject(value)) {
    return value;
  }
  const present = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(present.map(([name, field]) => [name, withoutNulls(field)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemsIn(
  part: 'spec' | 'status',
  issues: readonly z.core.$ZodIssue[],
  { raw, analysisField }: Source,
): readonly Problem[] {
  return issues.map((issue) => {
    const path = issue.path.map((key, index) => (index === 0 && key === 'analysis' ? analysisField : key));
    return problemOf({ ...issue, path: [part, ...path] }, raw);
  });
}

interface Source {
  readonly raw: RawCanary;
  readonly analysisField: string;
}
