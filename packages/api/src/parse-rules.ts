import type { Analysis, CanarySpec, Metric, Service, TargetRef } from './canary.ts';
import { bringsItsService, isKnative } from './defaults.ts';
import type { Problem } from './errors.ts';
import { parseGoDuration } from './go-duration.ts';
import { BUILT_IN_METRICS, canBeAsked, isOnlyByTemplate } from './metric-names.ts';
import { comparisonProblems } from './parse-compare.ts';
import { foundAt, oneOf } from './parse-problem.ts';
import { DURATION } from './schema/fields.ts';
import { LONGEST_APEX } from './schema/service.ts';
import { A_STEP } from './stepless.ts';

/** `<name>-primary` must be the name of an object. */
const LONGEST_COPIED = 253 - '-primary'.length;

type Loose = Omit<CanarySpec, 'service'> & Partial<Pick<CanarySpec, 'service'>>;

/**
 * What is wrong with a spec whose fields are right one by one: what a schema cannot say. `at` is the field that the
 * analysis came from.
 */
export function brokenRules(spec: Loose, at: string): readonly Problem[] {
  return [...serviceProblems(spec), ...(spec.skipAnalysis ? [] : analysisProblems(spec.analysis, at))];
}

function serviceProblems(spec: Loose): readonly Problem[] {
  const { service, targetRef } = spec;
  if (bringsItsService({ targetRef })) {
    return isKnative(targetRef) ? [] : [...otherApex(service, targetRef), ...copyProblems(spec)];
  }
  if (!service) {
    const allowed = `an object with a port, since the target is a ${targetRef.kind}`;
    return [{ field: 'spec.service', found: 'nothing', allowed }];
  }
  return [
    ...portProblems(service),
    ...nameProblems({ service, targetRef }),
    ...copyProblems(spec),
    ...replicasProblems(spec),
  ];
}

function portProblems({ port }: Service): readonly Problem[] {
  return port === 0 ? [{ field: 'spec.service.port', found: '0', allowed: 'a whole number from 1 to 65535' }] : [];
}

/** Users call the target itself: routes for another name would lead to services that nobody makes. */
function otherApex(service: Service | undefined, { name }: TargetRef): readonly Problem[] {
  const allowed = `nothing or ${name}: a target of kind Service is what users call`;
  return service?.name && service.name !== name
    ? [{ field: 'spec.service.name', found: JSON.stringify(service.name), allowed }]
    : [];
}

/** A name of `spec.service` is measured by the schema; without one, services are called after the target. */
function nameProblems({ service, targetRef: { name } }: { readonly service: Service; readonly targetRef: TargetRef }) {
  const field = 'spec.service.name';
  if (service.name) {
    return [];
  }
  if (name.length > LONGEST_APEX) {
    const allowed = `a name of at most ${LONGEST_APEX} characters: services called ${name}-primary and -canary cannot be`;
    return [{ field, found: `nothing, and a target with a name of ${name.length} characters`, allowed }];
  }
  const allowed = 'a name without dots: no service can be called after the target';
  return name.includes('.') ? [{ field, found: `nothing, and a target called ${name}`, allowed }] : [];
}

/** The primary and its autoscaler are called after those of the target. */
function copyProblems({ targetRef, autoscalerRef }: Loose): readonly Problem[] {
  return Object.entries({ targetRef, autoscalerRef }).flatMap(([field, reference]) => {
    const length = reference?.name.length ?? 0;
    const allowed = `a name of at most ${LONGEST_COPIED} characters: a ${reference?.kind ?? ''} called so with -primary at its end cannot be`;
    return length > LONGEST_COPIED ? [{ field: `spec.${field}.name`, found: `${length} characters`, allowed }] : [];
  });
}

/** The API server would refuse the primary's autoscaler. */
function replicasProblems({ autoscalerRef }: Loose): readonly Problem[] {
  const { minReplicas = 1, maxReplicas = Infinity } = autoscalerRef?.primaryScalerReplicas ?? {};
  const field = 'spec.autoscalerRef.primaryScalerReplicas.maxReplicas';
  const allowed = `at least minReplicas, which is ${minReplicas}`;
  return maxReplicas < minReplicas ? [{ field, found: String(maxReplicas), allowed }] : [];
}

function analysisProblems(analysis: Analysis, at: string): readonly Problem[] {
  return [
    ...strategyProblems(analysis, at),
    ...fallingSteps(analysis, at),
    ...metricProblems(analysis, at),
    ...cookieProblems(analysis, at),
    ...comparisonProblems(analysis, at),
  ];
}

/** A run goes on to a larger share only: what follows a smaller one would be left out. */
function fallingSteps({ stepWeights = [] }: Analysis, at: string): readonly Problem[] {
  const index = stepWeights.findIndex((weight, place) => weight < (stepWeights[place - 1] ?? 0));
  const before = stepWeights[index - 1] ?? 0;
  return index < 1
    ? []
    : [
        {
          field: `${at}.stepWeights[${index}]`,
          found: `${stepWeights[index] ?? 0} after ${before}`,
          allowed: `a weight of at least ${before}, since weights only grow`,
        },
      ];
}

/** What is 0 is for the mesh to judge. */
function strategyProblems({ iterations, stepWeight, stepWeights }: Analysis, at: string): readonly Problem[] {
  const isNamed = [iterations, stepWeight, stepWeights].some((strategy) => strategy !== undefined);
  return isNamed ? [] : [{ field: at, found: 'no strategy', allowed: A_STEP }];
}

const valuesOf = (value: unknown): string => JSON.stringify(value);

function metricProblems({ metrics = [] }: Analysis, at: string): readonly Problem[] {
  return metrics.flatMap((metric, index) => {
    const field = `${at}.metrics[${index}]`;
    return [
      ...(canBeAsked(metric) ? [] : [unanswerable(metric, field)]),
      ...looseInterval(metric, field),
      ...crossedBounds(metric, field),
    ];
  });
}

function unanswerable(metric: Metric, field: string): Problem {
  const found = `${foundAt(metric, ['name'])} without query and templateRef`;
  return { field, found, allowed: `a query, a templateRef, or one of the names ${oneOf(BUILT_IN_METRICS)}` };
}

/** Prometheus reads it in built-in and inline queries; a template may put it into a query in another notation. */
function looseInterval(metric: Metric, field: string): readonly Problem[] {
  const { interval = '' } = metric;
  return interval === '' || parseGoDuration(interval) !== undefined || isOnlyByTemplate(metric)
    ? []
    : [{ field: `${field}.interval`, found: foundAt(metric, ['interval']), allowed: DURATION }];
}

/** Every value would be a failed check. */
function crossedBounds({ thresholdRange = {} }: Metric, field: string): readonly Problem[] {
  const { min = -Infinity, max = Infinity } = thresholdRange;
  const allowed = `a min of at most max, since no value is at least ${min} and at most ${max}`;
  return min > max ? [{ field: `${field}.thresholdRange`, found: valuesOf(thresholdRange), allowed }] : [];
}

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
