import type { Canary, Problem } from '@flagger/api';
import { matchRefused } from '@flagger/mesh-kit';

/** What revisions of Knative cannot do as the Canary says. */
export const problems = (canary: Canary): readonly Problem[] => [
  ...scalerProblems(canary),
  ...matchRefused(canary, 'the traffic of a Service only knows weights'),
];

/** Knative scales revisions itself. */
function scalerProblems({ spec: { autoscalerRef } }: Canary): readonly Problem[] {
  const allowed = "nothing: can't use autoscaler with Knative Service";
  return autoscalerRef
    ? [{ field: 'spec.autoscalerRef', found: `${autoscalerRef.kind} ${autoscalerRef.name}`, allowed }]
    : [];
}
