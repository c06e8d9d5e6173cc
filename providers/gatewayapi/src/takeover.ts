import type { RoutedCanary } from '@flagger/api';
import { isOwned, leadsToOurs, withService } from '@flagger/mesh-kit';
import { sharesOf } from './backend-ref.ts';
import type { HttpRoute, HttpRouteSpec, Rule } from './gateway-api.ts';

/** The Canary with the host names of someone else's object where it names none itself: who comes in by them still does. */
export function asFound(canary: RoutedCanary, found: HttpRoute | undefined): RoutedCanary {
  const isOpen = found && !isOwned(canary, found.metadata) && !canary.spec.service.hosts?.length;
  return isOpen ? withService(canary, { hosts: found.spec?.hostnames ?? [] }) : canary;
}

/**
 * Our rules in an object, where those are that they replace: rules of someone else's that lead to something else stay
 * as they are.
 */
export function rulesBeside(canary: RoutedCanary, found: HttpRoute, ours: readonly Rule[]): HttpRouteSpec {
  const { rules: all = [] } = found.spec ?? {};
  if (isOwned(canary, found.metadata)) {
    return { rules: ours };
  }
  const first = all.findIndex((rule) => isReplaced(canary, rule));
  const theirs = (some: readonly Rule[]): readonly Rule[] => some.filter((rule) => !isReplaced(canary, rule));
  const at = first < 0 ? all.length : first;
  return { rules: [...theirs(all.slice(0, at)), ...ours, ...theirs(all.slice(at))] };
}

/** Whether a rule leads to the service that is called, the primary or the canary, and is therefore ours to write. */
export const isReplaced = (canary: RoutedCanary, rule: Rule): boolean => leadsToOurs(canary, sharesOf(canary, rule));
