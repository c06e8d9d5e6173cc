import { nameIn, nameOf, progressDeadlineMs, threshold, type Analysis, type Canary, type Severity } from '@flagger/api';

/** What people are told, in whatever chat they read it. */
export interface Message {
  /** The name of the canary. */
  readonly title: string;
  readonly text: string;
  readonly severity: Severity;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly value: string;
}

/** An alert as a listener hears it. */
export interface Alert {
  readonly severity: Severity;
  readonly message: string;
  readonly isDetailed: boolean;
}

/** The message of an alert; how the canary will be tried is said where the alert is detailed. */
export function alertMessage(canary: Canary, { severity, message, isDetailed }: Alert, clusterName?: string): Message {
  const cluster = clusterName === undefined ? [] : [{ name: 'Cluster', value: clusterName }];
  return {
    title: nameOf(canary),
    text: message,
    severity,
    fields: [...cluster, ...(isDetailed ? details(canary) : [])],
  };
}

function details({ metadata: { namespace }, spec }: Canary): readonly Field[] {
  const { kind, name } = spec.targetRef;
  const routing = trafficRouting(spec.analysis);
  return [
    { name: 'Target', value: `${kind}/${nameIn(name, namespace)}` },
    { name: 'Failed checks threshold', value: String(threshold(spec.analysis)) },
    { name: 'Progress deadline', value: `${progressDeadlineMs(spec) / 1000}s` },
    ...(routing === undefined ? [] : [{ name: 'Traffic routing', value: routing }]),
  ];
}

/** In Flagger's words, which give the greatest weight as the spec has it: 0 where it has none. */
function trafficRouting({
  stepWeight = 0,
  stepWeights = [],
  maxWeight = 0,
  match = [],
  iterations = 0,
}: Analysis): string | undefined {
  if (stepWeight > 0) {
    return `Weight step: ${stepWeight} max: ${maxWeight}`;
  }
  if (stepWeights.length > 0) {
    return `Weight steps: ${stepWeights.join(',')} max: ${maxWeight}`;
  }
  if (match.length > 0) {
    return 'A/B Testing';
  }
  return iterations > 0 ? 'Blue/Green' : undefined;
}
