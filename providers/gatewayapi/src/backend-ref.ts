import type { RoutedCanary, Routes } from '@flagger/api';
import { leadsToEither, namesOf, type Share } from '@flagger/mesh-kit';
import type { BackendRef, Filter, HttpRoute, Rule, ServiceRef } from './gateway-api.ts';

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

/** The inverse of {@link backendRefs}: who gets which share by one rule. */
export const sharesOf = ({ metadata }: RoutedCanary, { backendRefs: refs = [] }: Rule): readonly Share[] =>
  refs.map((ref) => ({ to: serviceIn(metadata.namespace, ref), percent: ref.weight ?? 1 }));

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export const isRouted = (canary: RoutedCanary, { spec }: HttpRoute): boolean =>
  (spec?.rules ?? []).some((rule) => leadsToEither(namesOf(canary), sharesOf(canary, rule)));

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
export function serviceIn(
  here: string,
  { group = '', kind = 'Service', name, namespace = here }: ServiceRef,
): string | undefined {
  return ['', 'core'].includes(group) && kind === 'Service' && namespace === here ? name : undefined;
}
