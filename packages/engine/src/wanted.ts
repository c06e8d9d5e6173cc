import {
  ALL_TO_PRIMARY,
  apexName,
  isKnative,
  sameRoutes,
  split,
  strategyOf,
  type ConditionChange,
  type Former,
  type Routes,
  type StrategyName,
} from '@flagger/api';
import type { Observed } from './observed.ts';
import { isForeign } from './revision.ts';
import { withStickiness } from './stickiness.ts';
import { strategyFor } from './strategies/index.ts';

/** Where users are to be, as the condition `Routed` says it: it is written down before the mesh is told. */
export interface Wanted extends Former {
  /** The target of then. */
  readonly target: string;
  readonly strategy: StrategyName;
  readonly routes: Routes;
}

const REASONS: Readonly<Record<StrategyName, string>> = {
  canary: 'Weights',
  'blue-green': 'BlueGreen',
  'ab-testing': 'ABTesting',
};
const TEXT = /^(\S+) routes (\S+?)(?: of (\S+?))?(?: beside (\S+))?: primary (\d+), canary (\d+)(, mirrored)?$/;

/** The condition that writes down where users are to be; under which name and in which mesh, as the Canary says if not told. */
export function routedCondition(
  observed: Observed,
  routes: Routes,
  { provider, apex, beside }: Former = routedAt(observed),
): ConditionChange {
  const mirrored = routes.mirrored ? ', mirrored' : '';
  const { name } = observed.canary.spec.targetRef;
  const target = apex === name ? '' : ` of ${name}`;
  return {
    status: 'True',
    reason: REASONS[strategyOf(observed.canary.spec)],
    message: `${provider} routes ${apex}${target}${beside ? ` beside ${beside}` : ''}: primary ${routes.primary}, canary ${routes.canary}${mirrored}`,
  };
}

/** The inverse of {@link routedCondition}; undefined where there is none that holds: Flagger keeps one of ours from before. */
export function writtenDown({ canary }: Pick<Observed, 'canary'>): Wanted | undefined {
  if (isForeign({ canary })) {
    return undefined;
  }
  const { reason, message = '' } = canary.status.conditions?.find(({ type }) => type === 'Routed') ?? {};
  const [, provider, apex, target, beside, primary, share, mirrored] = TEXT.exec(message) ?? [];
  const strategy = (['canary', 'blue-green', 'ab-testing'] as const).find((name) => REASONS[name] === reason);
  if (provider === undefined || apex === undefined || strategy === undefined) {
    return undefined;
  }
  return {
    provider,
    apex,
    target: target ?? apex,
    ...(beside !== undefined && { beside }),
    strategy,
    routes: { primary: Number(primary), canary: Number(share), mirrored: mirrored !== undefined },
  };
}

/** Where a canary is routed by what it says now. */
export function routedAt({ canary, provider, mesh }: Observed): Former {
  const beside = mesh.beside && canary.spec[mesh.beside]?.name;
  return { provider, apex: apexName(canary), ...(beside && { beside }) };
}

/** Whether both are the same routes; what a status of former times leaves open is no difference. */
export const isSameRouting = (one: Former, other: Former): boolean =>
  one.provider === other.provider
  && one.apex === other.apex
  && (one.beside === undefined || other.beside === undefined || one.beside === other.beside);

/**
 * Where users were routed before the Canary named another service, mesh or object of the user's; undefined where they
 * are routed as it says.
 */
export function movedFrom(observed: Observed): Former | undefined {
  const { phase } = observed.canary.status;
  const written = phase && phase !== 'Initializing' ? writtenDown(observed) : undefined;
  if (!written || isSameRouting(written, routedAt(observed)) || isRoutedByItself(observed, written)) {
    return undefined;
  }
  const { provider, apex, beside } = written;
  return { provider, apex, ...(beside !== undefined && { beside }) };
}

/** Users of Knative call the target itself, whatever the Canary names its service. */
const isRoutedByItself = ({ canary, provider }: Observed, written: Former): boolean =>
  isKnative(canary.spec.targetRef) && written.provider === provider;

/**
 * Where users are to be when all pods are well. Live routes say nothing about it, but where Flagger left a run behind;
 * without a mesh the apex service keeps all on the primary.
 */
export function wantedRoutes(observed: Observed): Routes {
  const { phase, canaryWeight = 0 } = observed.canary.status;
  if (!observed.mesh.weights || (phase !== 'Failed' && movedFrom(observed))) {
    return ALL_TO_PRIMARY;
  }
  switch (phase) {
    case 'Progressing':
      return writtenDown(observed)?.routes ?? strategyFor(observed).adopted(observed);
    case 'WaitingPromotion':
    case 'Promoting':
      return writtenDown(observed)?.routes ?? observed.routes ?? split(canaryWeight);
    case 'Failed':
      return split(canaryWeight);
    default:
      return ALL_TO_PRIMARY;
  }
}

/** Whether users are elsewhere than they are to be, or not kept there as they are to be. */
export const isOutOfLine = (observed: Observed, wanted: Routes): boolean =>
  observed.routes !== undefined && !sameRoutes(observed.routes, withStickiness(observed, wanted));
