import { nameIn, type RoutedCanary } from '@flagger/api';
import { isOwned, isTakenOver, leadsToOurs, type Loss, lossRefused } from '@flagger/mesh-kit';
import { isRouted, sharesOf } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import type { HttpRoute, NamedMatch, ParentRef, RouteMatch, Rule } from './gateway-api.ts';
import { matches } from './matches.ts';
import { isReplaced } from './takeover.ts';
import { unsayable } from './unsayable.ts';

/** As somebody else writes one: what is left out has a usual value. */
type Match = Omit<Partial<RouteMatch>, 'path'> & { readonly path?: Partial<RouteMatch['path']> };

/** Throws `Stop` where someone else's object says what the Canary does not speak of and our rules would end. */
export function refuseLoss(canary: RoutedCanary, found: HttpRoute, dialect: Dialect): void {
  if (isOwned(canary, found.metadata)) {
    return;
  }
  // what is taken over already says what our Canary did, and may change with it
  const atFirst =
    isTakenOver(found) || isRouted(canary, found)
      ? undefined
      : (otherParents(canary, found) ?? otherRequests(canary, found) ?? unsayable(canary, found, dialect));
  const loss = mixedRule(canary, found) ?? atFirst;
  if (loss) {
    throw lossRefused(found, loss);
  }
}

function mixedRule(canary: RoutedCanary, { spec: { rules = [] } = {} }: HttpRoute): Loss | undefined {
  const mixed = rules.find(
    (rule) => isReplaced(canary, rule) && !sharesOf(canary, rule).every((share) => leadsToOurs(canary, [share])),
  );
  return (
    mixed && {
      lost: `a rule that splits between ${namesIn([mixed])}`,
      allowed: `whose rules lead to ${canary.backends.apex.name} alone or to others alone`,
    }
  );
}

function otherParents({ spec, metadata: { namespace } }: RoutedCanary, found: HttpRoute): Loss | undefined {
  const { gatewayRefs = [] } = spec.service;
  const others = (found.spec?.parentRefs ?? []).filter(
    (parent) => !gatewayRefs.some((ref) => covers(ref, parent, namespace)),
  );
  const named = others.map((parent) => `${kindOf(parent)} ${nameIn(parent.name, parent.namespace ?? namespace)}`);
  return gatewayRefs.length > 0 && others.length > 0
    ? { lost: `the parents ${named.join(', ')}`, allowed: 'whose parents spec.service.gatewayRefs names' }
    : undefined;
}

// Requests at paths that no rule of ours had before would go to the canary's services in place of others.
function otherRequests(canary: RoutedCanary, { spec: { rules = [] } = {} }: HttpRoute): Loss | undefined {
  const others = rules.filter((rule) => !isReplaced(canary, rule));
  const had = rules
    .filter((rule) => isReplaced(canary, rule))
    .flatMap((rule): readonly Match[] => (rule.matches?.length ? rule.matches : [{}]));
  const wanted = matches(canary.spec.service.match ?? []);
  const isSame = textOf(had) === textOf(wanted);
  const { name } = canary.backends.apex;
  return had.length > 0 && others.length > 0 && !isSame
    ? {
        lost: `rules for ${namesIn(others)}, beside those for ${name} at ${pathsIn(had)}`,
        allowed: `whose rules for ${name} have the matches of spec.service.match (${pathsIn(wanted)}), or that has no other rules`,
      }
    : undefined;
}

/** Whether a parent is the one that is named, or a listener of it. */
const covers = (ref: ParentRef, parent: ParentRef, here: string): boolean =>
  kindOf(ref) === kindOf(parent)
  && ref.name === parent.name
  && (ref.namespace ?? here) === (parent.namespace ?? here)
  && [undefined, parent.sectionName].includes(ref.sectionName)
  && [undefined, parent.port].includes(ref.port);

const kindOf = ({ kind = 'Gateway' }: ParentRef): string => kind;

function namesIn(rules: readonly Rule[]): string {
  const names = rules.flatMap(({ backendRefs = [] }) => backendRefs.map(({ name }) => name));
  return names.length > 0 ? [...new Set(names)].join(', ') : 'no service';
}

const pathsIn = (all: readonly Match[]): string =>
  all.map(({ path: { type = 'PathPrefix', value = '/' } = {} }) => `${type} ${value}`).join(', ');

/** The same for matches in any order, and for what the API server fills in. */
const textOf = (all: readonly Match[]): string =>
  all
    .map(({ path: { type = 'PathPrefix', value = '/' } = {}, method = '', headers = [], queryParams = [] }) =>
      JSON.stringify([type, value, method, namedIn(headers.map(inLowerCase)), namedIn(queryParams)]),
    )
    .sort()
    .join();

const namedIn = (all: readonly Partial<NamedMatch>[]): readonly string[] =>
  all.map(({ name = '', type = 'Exact', value = '' }) => JSON.stringify([name, type, value])).sort();

const inLowerCase = (match: NamedMatch): NamedMatch => ({ ...match, name: match.name.toLowerCase() });
