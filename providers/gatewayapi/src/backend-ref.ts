import type { RoutedCanary, Routes } from '@flagger/api';
import { namesOf, type Share } from '@flagger/mesh-kit';
import type { BackendRef, Filter, ServiceRef } from './gateway-api.ts';

/** Who gets which share: the primary first, then the canary. */
export function backendRefs(
  { backends }: RoutedCanary,
  routes: Routes,
): readonly [primary: BackendRef, canary: BackendRef] {
  return [
    { ...serviceRef(backends.primary), weight: routes.primary },
    { ...serviceRef(backends.canary), weight: routes.canary },
  ];
}

/** The inverse of {@link backendRefs}, for any list of them, as read in `namespace`. */
export const sharesIn = (namespace: string, refs: readonly BackendRef[] = []): readonly Share[] =>
  refs.map(({ weight = 1, ...ref }) => ({ to: serviceIn(namespace, ref), percent: weight }));

/** The filter that copies requests to the canary. */
export const mirrorOf = (canary: RoutedCanary, filters: readonly Filter[] = []): Filter | undefined =>
  filters.find(({ requestMirror }) => {
    const to = requestMirror && serviceIn(canary.metadata.namespace, requestMirror.backendRef);
    return to === namesOf(canary).canary;
  });

/** A service as every version of the API writes it in full. */
export const serviceRef = ({ name, port }: { readonly name: string; readonly port: number }): ServiceRef => ({
  group: '',
  kind: 'Service',
  name,
  port,
});

/** The service of this namespace that is named; undefined for anything else, such as a bucket or a foreign service. */
function serviceIn(
  here: string,
  { group = '', kind = 'Service', name, namespace = here }: ServiceRef,
): string | undefined {
  return ['', 'core'].includes(group) && kind === 'Service' && namespace === here ? name : undefined;
}
