import { nameOf, type RoutedCanary, type Routes, Stop } from '@flagger/api';
import { isOwned, namesOf, originalKept } from '@flagger/mesh-kit';
import type { Dialect } from './dialect.ts';
import type { HttpRoute, HttpRouteSpec, Rule } from './gateway-api.ts';
import { isRouted, sharesOf } from './http-route.ts';
import { rules } from './rules.ts';

/**
 * The annotation that keeps what someone else's object says, as long as it still says what they wrote; none where it
 * is kept already.
 */
export const foreignOriginal = (canary: RoutedCanary, found: HttpRoute): Readonly<Record<string, string>> =>
  isOwned(canary, found.metadata) || isRouted(canary, found) ? {} : originalKept(found);

/** The Canary with the host names of someone else's object where it names none itself: who comes in by them still does. */
export function asFound(canary: RoutedCanary, found: HttpRoute | undefined): RoutedCanary {
  const { service } = canary.spec;
  if (!found || isOwned(canary, found.metadata) || service.hosts?.length) {
    return canary;
  }
  return { ...canary, spec: { ...canary.spec, service: { ...service, hosts: found.spec?.hostnames ?? [] } } };
}

/**
 * The rules that split as asked, where those are that they replace: rules of someone else's object that lead to
 * something else stay as they are.
 */
export function rulesBeside(
  canary: RoutedCanary,
  found: HttpRoute,
  how: { routes: Routes; dialect: Dialect },
): HttpRouteSpec {
  const ours = rules(canary, how.routes, how.dialect);
  const { rules: all = [] } = found.spec ?? {};
  if (isOwned(canary, found.metadata)) {
    return { rules: ours };
  }
  const first = all.findIndex((rule) => isReplaced(canary, rule));
  const theirs = (some: readonly Rule[]): readonly Rule[] => some.filter((rule) => !isReplaced(canary, rule));
  const at = first < 0 ? all.length : first;
  return { rules: [...theirs(all.slice(0, at)), ...ours, ...theirs(all.slice(at))] };
}

/** Throws {@link Stop} where a rule of someone else's object splits between the Canary's services and others. */
export function refuseLoss(canary: RoutedCanary, found: HttpRoute): void {
  const mixed = (found.spec?.rules ?? []).find(
    (rule) => isReplaced(canary, rule) && sharesOf(canary, rule).some(({ to }) => !isOurs(canary, to)),
  );
  if (isOwned(canary, found.metadata) || !mixed) {
    return;
  }
  const where = `HTTPRoute ${nameOf(found)}`;
  const names = (mixed.backendRefs ?? []).map(({ name }) => name);
  throw new Stop({
    field: 'spec.service.name',
    found: `${where} with a rule that splits between ${names.join(', ')}, which would be lost`,
    allowed: `a ${where} whose rules lead to ${canary.backends.apex.name} alone or to others alone, or none`,
  });
}

/** Whether a rule leads to the service that is called, the primary or the canary, and is therefore ours to write. */
const isReplaced = (canary: RoutedCanary, rule: Rule): boolean =>
  sharesOf(canary, rule).some(({ to }) => isOurs(canary, to));

const isOurs = (canary: RoutedCanary, to: string | undefined): boolean =>
  to !== undefined && Object.values(namesOf(canary)).includes(to);
