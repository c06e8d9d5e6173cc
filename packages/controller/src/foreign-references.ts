import { isForeign, type Canary, type Problem, type Reference } from '@flagger/api';

/** What a canary refers to in other namespaces, where `-no-cross-namespace-refs` forbids it. */
export function foreignReferences(canary: Canary): readonly Problem[] {
  const { namespace } = canary.metadata;
  const { metrics = [], alerts = [] } = canary.spec.analysis;
  const references: readonly (readonly [field: string, reference: Reference | undefined])[] = [
    ...metrics.map(({ templateRef }, index) => [`spec.analysis.metrics[${index}].templateRef`, templateRef] as const),
    ...alerts.map(({ providerRef }, index) => [`spec.analysis.alerts[${index}].providerRef`, providerRef] as const),
    ['spec.upstreamRef', canary.spec.upstreamRef],
  ];
  return references.flatMap(([field, reference]) =>
    reference && isForeign(canary, reference)
      ? [
          {
            field: `${field}.namespace`,
            found: JSON.stringify(reference.namespace),
            allowed: `${JSON.stringify(namespace)}, cross-namespace references are blocked (-no-cross-namespace-refs)`,
          },
        ]
      : [],
  );
}
