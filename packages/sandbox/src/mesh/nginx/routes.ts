import { plainRoute } from '../plain-route.ts';
import type { Destination, Match, Route } from '../route-table.ts';
import type { Alternative } from './alternative.ts';
import type { IngressPath } from './paths.ts';

/** The routes for one path, with or without an alternative. */
export function routesFor(path: IngressPath, other?: Alternative & { readonly path: IngressPath }): readonly Route[] {
  const usual = share(path);
  if (other === undefined) {
    return [route(path, [usual])];
  }
  const alternative = share(path, other.path.to);
  const tests = other.tests.map(({ header, match, isSent }) =>
    route(path, [isSent ? alternative : usual], { [header]: match }),
  );
  const shared = [
    { ...usual, weight: other.total - other.weight },
    { ...alternative, weight: other.weight },
  ];
  return [...tests, route(path, shared)];
}

type Share = Omit<Destination, 'headers'>;

/** As ingress-nginx counts it: by the Ingress of the path, and by the name of the alternative, if it is one. */
function share({ ingress, to }: IngressPath, alternative?: IngressPath['to']): Share {
  const { namespace, name } = ingress;
  const canary = alternative ? `${namespace}-${alternative.name}-${alternative.port ?? ''}` : '';
  return { to: alternative ?? to, weight: 1, counted: { namespace, ingress: name, service: to.name, canary } };
}

const route = (path: IngressPath, shares: readonly Share[], headers: Match['headers'] = {}): Route => ({
  ...plainRoute(shares),
  matches: matchesOf(path, headers),
});

/** A path is itself and all that is below it, unless it is exact. */
function matchesOf({ path, isExact }: IngressPath, headers: Match['headers']): readonly Match[] {
  const all = { isUriCaseIgnored: false, headers, withoutHeaders: {}, queryParams: {}, sourceLabels: {} };
  const whole: Match = { ...all, uri: { kind: 'exact', text: path } };
  const below: Match = { ...all, uri: { kind: 'prefix', text: path.endsWith('/') ? path : `${path}/` } };
  return isExact ? [whole] : [whole, below];
}
