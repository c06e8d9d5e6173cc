import { isForeign, type Canary, type Problem, type Reference } from '@flagger/api';

/** What a canary refers to in other namespaces, where `-no-cross-namespace-refs` forbids it. */
export function foreignReferences(canary: Canary): readonly Problem[] {
  const { namespace } = canary.metadata;
  const { metrics = [], alerts = [] } = canary.spec.analysis;
  const references: readonly (readonly [field: string, reference: Reference | undefined])[] = [
    ...metrics.map(({ templateRef }, index) => [`metrics[${index}].templateRef`, templateRef] as const),
    ...alerts.map(({ providerRef }, index) => [`alerts[${index}].providerRef`, providerRef] as const),
  ];
  return references.flatMap(([field, reference]) =>
    reference && isForeign(canary, reference)
      ? [
          {
            field: `spec.analysis.${field}.namespace`,
            found: JSON.stringify(reference.namespace),
            allowed: `${JSON.stringify(namespace)}, cross-namespace references are blocked (-no-cross-namespace-refs)`,
          },
        ]
      : [],
  );
}
