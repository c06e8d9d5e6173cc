import { NotInstalled, routed, type Canary, type Clock, type Listener, type Routes, type Seen } from '@flagger/api';
import type { Observed, Refusal } from '@flagger/engine';
import { readFor } from './error-words.ts';
import type { NamedMesh } from './meshes.ts';
import { leftUndone } from './left-undone.ts';
import type { Chance } from './pause.ts';
import type { Steady } from './steady.ts';
import { token } from './token.ts';
import type { Turn } from './turn.ts';

export interface ObservePorts {
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settleMs: number;
  readonly minIntervalMs: number;
}

/** Everything that the engine decides by, read from caches and from what is remembered of the canary. */
export async function observe(
  turn: Turn,
  { provider, problems }: { readonly provider: NamedMesh; readonly problems: Refusal['problems'] },
  { listeners, clock, chance, settleMs, minIntervalMs }: ObservePorts,
): Promise<Observed> {
  const { canary, life, workloads } = turn;
  const [seen, routes] = await Promise.all([
    readFor('spec.targetRef and spec.service', workloads.see(canary)),
    readFor('spec.provider and spec.service', routesOf(turn)),
  ]);
  hearRoutes(routes, canary, listeners);
  const { steady, since, session, repairs, failures } = life;
  const { target } = seen;
  const now = clock.now();
  life.watchedSince ??= now;
  const refusedAt = steady.since('refused', problems.length > 0, now);
  const lostAt = steady.since('lost', target.state, now);
  return {
    ...seen,
    canary,
    refusal: problems.length > 0 ? { problems, since: refusedAt } : undefined,
    targetLostAt: target.state === 'found' ? undefined : lostAt,
    failing: failures.known(),
    routes,
    routed: life.routed,
    mesh: provider.capabilities,
    provider: provider.names[0] ?? '',
    warnings: warningsOf(canary, provider),
    session: session.known(),
    repairs: repairs.known(),
    still: stillness(steady, { ...seen, routes }, now),
    now,
    since: since.of(canary.status),
    watchedSince: life.watchedSince,
    settleMs,
    minIntervalMs,
    tokens: { canary: token(chance), primary: token(chance) },
  };
}

function stillness(steady: Steady, seen: Seen & Pick<Observed, 'routes'>, now: number): Observed['still'] {
  const { target, primary, isApexOnPrimary, routes } = seen;
  const pods = target.state === 'found' ? target.workload : undefined;
  return {
    routes: steady.since('routes', [routes, isApexOnPrimary], now),
    target: steady.since('target', [pods?.revision, pods?.state.state], now),
    primary: steady.since('primary', [primary?.flaggerId, primary?.state.state], now),
  };
}

function hearRoutes(routes: Routes | undefined, canary: Canary, listeners: readonly Listener[]): void {
  if (routes) {
    listeners.forEach((listener) => listener.routes?.(canary, routes));
  }
}

/** Whoever took a mesh out of the cluster can still delete what was routed by it. */
async function routesOf({ canary, router, workloads }: Turn): Promise<Routes | undefined> {
  try {
    return await router.routes(routed(canary, await workloads.backends(canary)));
  } catch (error) {
    if (error instanceof NotInstalled && canary.metadata.deletionTimestamp !== undefined) {
      return undefined;
    }
    throw error;
  }
}

const warningsOf = (canary: Canary, provider: NamedMesh): readonly string[] => [
  ...leftUndone(canary, provider),
  ...(provider.warnings?.(canary) ?? []),
];
