import type { z } from 'zod';
import type { Canary, CanaryStatus } from './canary.ts';
import type { Problem } from './errors.ts';
import type { RawCanary } from './outside.ts';
import { problemOf } from './parse-problem.ts';
import { brokenRules } from './parse-rules.ts';
import { canarySpec, canaryStatus } from './schema/canary.ts';

/** A Canary, or all that is wrong with it: with the Canary where its fields are right one by one. */
export type Parsed =
  | { readonly ok: true; readonly canary: Canary; readonly problems?: undefined }
  | { readonly ok: false; readonly canary?: Canary; readonly problems: readonly Problem[] };

/**
 * Reads a Canary as the API gives it. Unknown fields are dropped and what Flagger tolerates is tolerated; what would
 * misroute users is a problem that names the field, what was found and what is allowed.
 */
export function parseCanary(raw: RawCanary): Parsed {
  const analysisField = nameOfAnalysis(raw.spec);
  const spec = canarySpec.safeParse(withAnalysis(withoutNulls(raw.spec ?? {}), analysisField));
  const status = canaryStatus.safeParse(withoutNulls(raw.status ?? {}));
  if (!spec.success || !status.success) {
    const source = { raw, analysisField };
    return {
      ok: false,
      problems: [
        ...problemsIn('spec', spec.error?.issues ?? [], source),
        ...problemsIn('status', status.error?.issues ?? [], source),
      ],
    };
  }
  const broken = brokenRules(spec.data, `spec.${analysisField}`);
  const canary = { ...raw, spec: { ...spec.data, service: spec.data.service ?? { port: 0 } }, status: status.data };
  return broken.length > 0 ? { ok: false, canary, problems: broken } : { ok: true, canary };
}

/** The status as the API gives it; empty where it cannot be read. */
export function statusOf(raw: RawCanary): CanaryStatus {
  const status = canaryStatus.safeParse(withoutNulls(raw.status ?? {}));
  return status.success ? status.data : {};
}

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
