import type { RoutedCanary } from '@flagger/api';
import { isOwned, isTakenOver, lossRefused, namesOf } from '@flagger/mesh-kit';
import type { AppMeshObject } from './api-version.ts';
import { isRouted, sharesIn } from './split.ts';

/** Throws `Stop` where routes of someone else's object lead to others than the service that is called. */
export function refuseLoss(canary: RoutedCanary, found: AppMeshObject): void {
  const { routes = [] } = found.spec ?? {};
  if (isOwned(canary, found.metadata) || isTakenOver(found) || isRouted(canary, routes)) {
    return;
  }
  const { apex } = namesOf(canary);
  const nodes = routes.map((route) => sharesIn(route).map(({ to }) => to));
  const lost = nodes.find((names) => names.length === 0 || names.some((name) => name !== apex));
  if (lost) {
    throw lossRefused(found, {
      lost: `a route to ${lost.length > 0 ? lost.join(', ') : 'no node'}`,
      allowed: `whose routes lead to ${apex} alone`,
    });
  }
}
