import type { Analysis, CanarySpec, Metric } from './canary.ts';
import { bringsItsService } from './defaults.ts';
import type { Problem } from './errors.ts';
import { foundAt, oneOf } from './parse-problem.ts';

/** The metrics that need no query: the provider has one. */
export const BUILT_IN_METRICS = ['request-success-rate', 'request-duration'] as const;

type Loose = Omit<CanarySpec, 'service'> & Partial<Pick<CanarySpec, 'service'>>;

/**
 * What is wrong with a spec whose fields are right one by one: what a schema cannot say. `at` is the field that the
 * analysis came from.
 */
export function brokenRules(spec: Loose, at: string): readonly Problem[] {
  return [...serviceProblems(spec), ...(spec.skipAnalysis ? [] : analysisProblems(spec.analysis, at))];
}

function serviceProblems({ service, targetRef }: Loose): readonly Problem[] {
  if (service || bringsItsService({ targetRef })) {
    return [];
  }
  return [
    {
      field: 'spec.service',
      found: 'nothing',
      allowed: `an object with a port, since the target is a ${targetRef.kind}`,
    },
  ];
}

function analysisProblems(analysis: Analysis, at: string): readonly Problem[] {
  return [...strategyProblems(analysis, at), ...metricProblems(analysis, at), ...cookieProblems(analysis, at)];
}

function strategyProblems(analysis: Analysis, at: string): readonly Problem[] {
  const { iterations, stepWeight, stepWeights } = analysis;
  const steps = [iterations, stepWeight, ...(stepWeights ?? [])];
  if (steps.some((step) => (step ?? 0) > 0)) {
    return [];
  }
  const field = (['iterations', 'stepWeight', 'stepWeights'] as const).find((name) => analysis[name] !== undefined);
  const allowed = 'one of iterations, stepWeight and stepWeights that is more than 0';
  return [
    field
      ? { field: `${at}.${field}`, found: valuesOf(analysis[field]), allowed }
      : { field: at, found: 'no strategy', allowed },
  ];
}

const valuesOf = (value: unknown): string => JSON.stringify(value);

function metricProblems({ metrics = [] }: Analysis, at: string): readonly Problem[] {
  return metrics.flatMap((metric, index) =>
    canBeAsked(metric) ? [] : [unanswerable(metric, `${at}.metrics[${index}]`)],
  );
}

const canBeAsked = ({ name, query, templateRef }: Metric): boolean =>
  Boolean(query) || templateRef !== undefined || BUILT_IN_METRICS.some((builtIn) => builtIn === name);

const unanswerable = (metric: Metric, field: string): Problem => ({
  field,
  found: `${foundAt(metric, ['name'])} without query and templateRef`,
  allowed: `a query, a templateRef, or one of the names ${oneOf(BUILT_IN_METRICS)}`,
});

function cookieProblems({ sessionAffinity }: Analysis, at: string): readonly Problem[] {
  if (!sessionAffinity || sessionAffinity.cookieName !== sessionAffinity.primaryCookieName) {
    return [];
  }
  const found = foundAt(sessionAffinity, ['primaryCookieName']);
  return [{ field: `${at}.sessionAffinity.primaryCookieName`, found, allowed: 'a name other than that of cookieName' }];
}

/** The problem of a Canary whose provider this operator does not know. */
export function unknownProvider(provider: string, known: readonly string[]): Problem {
  return { field: 'spec.provider', found: foundAt({ provider }, ['provider']), allowed: oneOf(known) };
}
