import type { Canary } from '@flagger/api';

/** What a Canary asks for that this operator cannot do yet, as warnings; docs/compatibility.md has the list. */
export function notYet({ spec: { analysis } }: Canary): readonly string[] {
  return [
    ...(analysis.sessionAffinity
      ? ['spec.analysis.sessionAffinity is not there yet: users may get both versions in turn']
      : []),
  ];
}
