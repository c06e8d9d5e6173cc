import type { RoutedCanary } from '@flagger/api';
import { type Loss, replacement, saidBeside } from '@flagger/mesh-kit';
import { type Condition, everybody, tests } from './conditions.ts';
import { type HeadersPolicy, LINKERD_HEADER, type Route } from './contour-api.ts';

/**
 * What no Canary can say with Contour of routes that ours would replace, such as who may come. What it can say is its
 * to say, as with Flagger.
 */
export function unsayable(
  canary: RoutedCanary,
  routes: readonly Route[],
  isOurs: (route: Route) => boolean,
): Loss | undefined {
  const lost = routes.flatMap((route, at) => (isOurs(route) ? unsayableIn(canary, route, `spec.routes[${at}]`) : []));
  const why = 'since a Canary has no field for that with Contour (what the virtualhost says of all routes stays)';
  return lost.length > 0
    ? { lost: lost.join(', '), allowed: `whose routes for ${canary.backends.apex.name} do without, ${why}` }
    : undefined;
}

function unsayableIn(canary: RoutedCanary, route: Route, field: string): readonly string[] {
  const { conditions = [], services = [] } = route;
  const said = [everybody(canary), ...tests(canary)].flat();
  const isSaid = (condition: Condition): boolean => said.some((each) => replacement(condition, each) === undefined);
  return [
    ...saidBeside(field, route, ['conditions', 'services', 'timeoutPolicy', 'retryPolicy', ...sameIn(route)]),
    ...conditions.flatMap((each, at) =>
      isSaid(each) ? [] : saidBeside(`${field}.conditions[${at}]`, each, ['prefix']),
    ),
    ...services.flatMap((each, at) =>
      saidBeside(`${field}.services[${at}]`, each, ['name', 'port', 'weight', ...sameIn(each)]),
    ),
  ];
}

/** The field for headers, where it is about the one that we set too. */
function sameIn({ requestHeadersPolicy = {} }: { readonly requestHeadersPolicy?: HeadersPolicy }): readonly string[] {
  const { set = [], remove = [] } = requestHeadersPolicy;
  const isSame = remove.length === 0 && set.every(({ name }) => name.toLowerCase() === LINKERD_HEADER);
  return isSame ? ['requestHeadersPolicy'] : [];
}
