import { isJsonObject, type KubeObject, nameOf, type RoutedCanary, type Routes, Stop } from '@flagger/api';
import { namesOf, routesOfShares, sorted } from '@flagger/mesh-kit';

type Annotations = Readonly<Record<string, string>>;
type Weights = Readonly<Record<string, unknown>>;

/** What `kubectl apply` keeps of the user's Ingress says nothing about ours. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const WEIGHTS = 'zalando.org/backend-weights';
const PREDICATE = 'zalando.org/skipper-predicate';

/** Makes Skipper prefer our Ingress to the user's, or pass it by. */
const [PREFERRED, PASSED_BY] = ['Weight(100)', 'False()'];

/** The annotations of the user's Ingress that ours has as well. */
export const copied = (annotations: Annotations): Annotations =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== KUBECTL));

/** The annotations that Skipper reads. */
export const ofSkipper = (annotations: Annotations): readonly string[] =>
  Object.keys(annotations).filter((key) => key.startsWith('zalando.org/'));

/**
 * The annotations by which Skipper splits, beside what the user's Ingress says of other services and of who may come.
 * Throws `Stop` where that one splits the service itself.
 */
export function marks(canary: RoutedCanary, theirs: KubeObject, routes: Routes): Annotations {
  const { annotations = {} } = theirs.metadata;
  const { apex } = namesOf(canary);
  if (apex in weightsIn(annotations)) {
    throw new Stop({
      field: `annotation ${WEIGHTS} of Ingress ${nameOf(theirs)}`,
      found: `a weight for ${apex}`,
      allowed: 'weights for other services: those of the canary would take its place',
    });
  }
  return marked(canary, annotations, routes);
}

/** The same for an Ingress that is marked already. */
export function remarked(canary: RoutedCanary, annotations: Annotations, routes: Routes): Annotations {
  const [, ...others] = (annotations[PREDICATE] ?? '').split(' && ');
  return marked(canary, { ...annotations, [PREDICATE]: others.join(' && ') }, routes);
}

function marked(canary: RoutedCanary, annotations: Annotations, routes: Routes): Annotations {
  const { primary, canary: other } = namesOf(canary);
  const weights: Weights = { ...weightsIn(annotations), [primary]: routes.primary, [other]: routes.canary };
  const first = routes.canary > 0 ? PREFERRED : PASSED_BY;
  return {
    [WEIGHTS]: JSON.stringify(Object.fromEntries(sorted(weights))),
    [PREDICATE]: [first, annotations[PREDICATE]].filter(Boolean).join(' && '),
  };
}

/** The inverse of {@link marks}. As Flagger leaves it, an Ingress may be preferred while the primary has everybody. */
export function routesIn(canary: RoutedCanary, annotations: Annotations = {}): Routes | undefined {
  const names = namesOf(canary);
  const weights = weightsIn(annotations);
  const shares = [names.primary, names.canary].map((to) => ({ to, percent: numberIn(weights, to) }));
  const routes = routesOfShares(names, shares);
  const [first] = (annotations[PREDICATE] ?? '').split(' && ');
  return first === PREFERRED || (first === PASSED_BY && routes?.canary === 0) ? routes : undefined;
}

const numberIn = (weights: Weights, name: string): number | undefined => {
  const weight = weights[name];
  return typeof weight === 'number' ? weight : undefined;
};

function weightsIn({ [WEIGHTS]: json = '{}' }: Annotations): Weights {
  try {
    const parsed: unknown = JSON.parse(json);
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
