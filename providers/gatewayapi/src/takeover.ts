import type { RoutedCanary } from '@flagger/api';
import { isOwned, leadsToOurs, lossRefused, withService } from '@flagger/mesh-kit';
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

/** Throws `Stop` where a rule of someone else's object splits between the Canary's services and others. */
export function refuseLoss(canary: RoutedCanary, found: HttpRoute): void {
  const mixed = (found.spec?.rules ?? []).find(
    (rule) => isReplaced(canary, rule) && !sharesOf(canary, rule).every((share) => leadsToOurs(canary, [share])),
  );
  if (isOwned(canary, found.metadata) || !mixed) {
    return;
  }
  const names = (mixed.backendRefs ?? []).map(({ name }) => name);
  throw lossRefused(found, {
    lost: `a rule that splits between ${names.join(', ')}`,
    allowed: `whose rules lead to ${canary.backends.apex.name} alone or to others alone`,
  });
}

/** Whether a rule leads to the service that is called, the primary or the canary, and is therefore ours to write. */
const isReplaced = (canary: RoutedCanary, rule: Rule): boolean => leadsToOurs(canary, sharesOf(canary, rule));
