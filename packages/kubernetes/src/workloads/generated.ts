import { type Canary, primaryName, type Ref, serviceNames } from '@flagger/api';
import { copiesIn } from './config-refs.ts';
import { refOf, scalersOf, SERVICE } from './names.ts';
import type { ObjectKind, PodWorkload } from './pod-workload.ts';

/** What is made for a canary whose target makes pods, whether or not it is there: first what users need most. */
export function generatedRefs(canary: Canary, kind: ObjectKind, primary: PodWorkload | undefined): readonly Ref[] {
  const names = serviceNames(canary);
  const copies = primary ? copiesIn(primary.spec.template.spec) : [];
  return [
    refOf(canary, kind, primaryName(canary)),
    ...copies.map((copy) => refOf(canary, { apiVersion: 'v1', kind: copy.kind }, copy.name)),
    ...[names.apex, names.primary, names.canary].map((name) => refOf(canary, SERVICE, name)),
    ...scalersOf(canary),
  ];
}
