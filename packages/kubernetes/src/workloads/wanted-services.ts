import { type Canary, type Objects, serviceNames } from '@flagger/api';
import type { Found } from './find-target.ts';
import type { SelectedPods } from './kept-port.ts';
import { refOf, SERVICE } from './names.ts';
import type { PodKind } from './pod-kind.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Service } from './service.ts';
import { type Services, services } from './services.ts';

/** The services of a Canary as they are to be, by what its pods listen on and what its services say at present. */
export async function wantedServices<T extends PodWorkload>(
  objects: Objects,
  canary: Canary,
  { kind, found }: { readonly kind: PodKind<T>; readonly found: Found<T> },
): Promise<Services> {
  const names = serviceNames(canary);
  const [apex, primary, next] = await Promise.all(
    [names.apex, names.primary, names.canary].map((name) => objects.read<Service>(refOf(canary, SERVICE, name))),
  );
  const podsOf = (workload: T): SelectedPods => ({
    spec: workload.spec.template.spec,
    areFormer: kind.hasMostlyFormer(workload),
    areFirst: found.primary === undefined,
  });
  return services(canary, found.selector, {
    live: { apex, primary, canary: next },
    primary: podsOf(found.primary ?? found.target),
    target: podsOf(found.target),
  });
}
