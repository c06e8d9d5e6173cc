import {
  NotInstalled,
  routed,
  type Acknowledgement,
  type Canary,
  type Clock,
  type Listener,
  type Routes,
  type Seen,
} from '@flagger/api';
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
  const [seen, routes, said] = await Promise.all([
    readFor('spec.targetRef and spec.service', workloads.see(canary)),
    readFor('spec.provider and spec.service', routesOf(turn)),
    readFor('spec.provider and spec.service', acknowledgementOf(turn)),
  ]);
  hearRoutes(routes, canary, listeners);
  const { steady, since, session, repairs, failures } = life;
  const now = clock.now();
  life.watchedSince ??= now;
  const refusedAt = steady.since('refused', problems.length > 0, now);
  const lostAt = steady.since('lost', seen.target.state, now);
  return {
    ...seen,
    canary,
    refusal: problems.length > 0 ? { problems, since: refusedAt } : undefined,
    targetLostAt: seen.target.state === 'found' ? undefined : lostAt,
    failing: failures.known(),
    routes,
    routed: life.routed,
    mesh: provider.capabilities,
    provider: provider.names[0] ?? '',
    warnings: warningsOf(canary, provider),
    session: session.known(),
    repairs: repairs.known(),
    still: stillness(steady, { ...seen, routes, said }, now),
    untaken: untakenOf(steady, said, now),
    now,
    since: since.of(canary.status),
    watchedSince: life.watchedSince,
    settleMs,
    minIntervalMs,
    tokens: { canary: token(chance), primary: token(chance) },
  };
}

interface Heard extends Seen {
  readonly routes: Routes | undefined;
  readonly said: Acknowledgement;
}

/** What the mesh took has settled; that the apex service selects others is heard of by other proxies. */
function stillness(steady: Steady, seen: Heard, now: number): Observed['still'] {
  const { target, primary, isApexOnPrimary, routes, said } = seen;
  const pods = target.state === 'found' ? target.workload : undefined;
  const times = {
    routes: steady.since('routes', [routes, isApexOnPrimary], now),
    apex: steady.since('apex', isApexOnPrimary, now),
  };
  return {
    routes: said.kind === 'acknowledged' ? times.apex : times.routes,
    target: steady.since('target', [pods?.revision, pods?.state.state], now),
    primary: steady.since('primary', [primary?.flaggerId, primary?.state.state], now),
  };
}

function untakenOf(steady: Steady, said: Acknowledgement, now: number): Observed['untaken'] {
  const since = steady.since('untaken', 'message' in said ? said : undefined, now);
  return 'message' in said ? { ...said, since } : undefined;
}

/** Nothing is said about objects of a mesh that somebody took out of the cluster. */
async function acknowledgementOf({ canary, router, workloads }: Turn): Promise<Acknowledgement> {
  if (!router.acknowledgement || canary.metadata.deletionTimestamp !== undefined) {
    return { kind: 'silent' };
  }
  return router.acknowledgement(routed(canary, await workloads.backends(canary)));
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
