import type { RoutedCanary } from '@flagger/api';
import { isAnothers, isFirstSeen, lossRefused, refuseOthers, type Share } from '@flagger/mesh-kit';
import { isRouted, type Selector, sharesIn, tagOf, tagsOf, type Tags, type TrafficRoute } from './split.ts';

/** Throws `Stop` where someone else's route does what ours, for everybody who calls the service, does not. */
export function refuseLoss(canary: RoutedCanary, found: TrafficRoute): void {
  const isKnown = isAnothers(canary, found.metadata) || isFormer(canary, found);
  if (isKnown || !isFirstSeen(canary, found, isRouted(canary, found))) {
    return;
  }
  const { sources = [], destinations = [], conf: { split = [], destination, http = [] } = {} } = found.spec ?? {};
  const shares = split.map((each): Share => ({ to: textOf(each.destination), percent: each.weight ?? 0 }));
  refuseOthers(found, destination ? [...shares, { to: textOf(destination), percent: 100 }] : shares, tagsOf(canary));
  if (http.length > 0) {
    throw lossRefused(found, { lost: 'conf.http', allowed: 'without conf.http' });
  }
  if (sources.length > 0 && !sources.some(isEverybody)) {
    throw lossRefused(found, {
      lost: `sources ${sources.map(({ match }) => JSON.stringify(match)).join(', ')}`,
      allowed: 'whose sources are everybody: kuma.io/service: "*"',
    });
  }
  const apex = tagOf(canary, 'apex');
  const others = destinations.filter(({ match }) => match?.['kuma.io/service'] !== apex);
  if (others.length > 0) {
    throw lossRefused(found, {
      lost: `destinations ${others.map(({ match }) => JSON.stringify(match)).join(', ')}`,
      allowed: `whose destination is ${apex} alone`,
    });
  }
}

/** Whether a Canary of that name, perhaps at another port, led it: to what went with that. */
function isFormer({ backends, metadata: { namespace } }: RoutedCanary, found: TrafficRoute): boolean {
  const sides = [backends.primary.name, backends.canary.name].map((name) => `${name}_${namespace}_svc_`);
  return sharesIn(found).some(({ to }) => sides.some((side) => to?.startsWith(side)));
}

/** The service, where nothing else tells its pods apart. */
const textOf = (tags: Tags = {}): string | undefined =>
  Object.keys(tags).length > 1 ? JSON.stringify(tags) : tags['kuma.io/service'];

const isEverybody = ({ match = {} }: Selector): boolean =>
  Object.entries(match).every(([tag, value]) => tag === 'kuma.io/service' && value === '*');
