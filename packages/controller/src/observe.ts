import type { Acknowledgement, Canary, Clock, Listener, NotInstalled, Routes, Seen, Workload } from '@flagger/api';
import { movedFrom, type Observed, type Refusal } from '@flagger/engine';
import { readFor } from './error-words.ts';
import type { NamedMesh } from './meshes.ts';
import { leftUndone } from './left-undone.ts';
import type { Chance } from './pause.ts';
import { seenMesh } from './see-mesh.ts';
import type { Steady } from './steady.ts';
import { token } from './token.ts';
import type { Turn } from './turn.ts';

export interface ObservePorts {
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settleMs: number;
  readonly metricsDelayMs?: number;
  readonly minIntervalMs: number;
  /** Whether the conditions that kstatus and Flux read are told; false if undefined. */
  readonly kstatusConditions?: boolean | undefined;
}

/** Everything that the engine decides by, read from caches and from what is remembered of the canary. */
export async function observe(
  turn: Turn,
  { provider, problems }: { readonly provider: NamedMesh; readonly problems: Refusal['problems'] },
  { listeners, clock, chance, kstatusConditions, ...given }: ObservePorts,
): Promise<Observed> {
  const { canary, life, workloads } = turn;
  const [seen, { routes, said, missing }] = await Promise.all([
    readFor('spec.targetRef and spec.service', workloads.see(canary)),
    readFor('spec.provider and spec.service', seenMesh(turn)),
  ]);
  hearRoutes(routes, canary, listeners);
  const { steady, since, session, repairs, failures } = life;
  const now = clock.now();
  const lostAt = steady.since('lost', seen.target.state, now);
  return withFormerApex(turn, {
    ...seen,
    canary,
    refusal: refusalOf(steady, problems, now),
    targetLostAt: seen.target.state === 'found' ? undefined : lostAt,
    failing: failures.known(),
    ...besides(turn, seen),
    ...{ routes, routed: life.routed },
    mesh: provider.capabilities,
    provider: provider.names[0] ?? '',
    warnings: warningsOf(canary, provider),
    session: session.known(),
    repairs: repairs.known(),
    ...stillness(steady, { ...seen, routes, said }, now),
    untaken: untakenOf(steady, said, now),
    uninstalled: uninstalledOf(turn, { missing, provider, now }),
    now,
    since: since.of(canary.status),
    ...watched(turn, now),
    ...forgotten(turn, now),
    ...pacesOf(given),
    kstatus: kstatusConditions ? { answered: life.answered } : undefined,
    tokens: tokensOf(chance),
  });
}

/** Where users are led from a former name, whose pods they get by it. */
async function withFormerApex({ former }: Turn, observed: Observed): Promise<Observed> {
  const from = movedFrom(observed);
  return from ? { ...observed, isFormerApexOnTarget: await former.isOnTarget(from) } : observed;
}

/** Since when this process looks, and when it saw a suspension end; what it found as it began is no change. */
function watched({ canary, life }: Turn, now: number): Pick<Observed, 'watchedSince' | 'resumedAt'> {
  life.watchedSince ??= now;
  const { watchedSince } = life;
  const isSuspended = canary.spec.suspend === true;
  const since = life.steady.since('suspended', isSuspended, now);
  const wasSuspended = life.steady.was('suspended', 'ever', isSuspended);
  return { watchedSince, ...(!isSuspended && wasSuspended && { resumedAt: since }) };
}

/** When the cluster dropped what comparing remembers, and since when it does so. */
const forgotten = (
  { life: { forgottenAt, steady } }: Turn,
  now: number,
): Pick<Observed, 'forgottenAt' | 'forgottenSince'> => ({
  forgottenAt,
  forgottenSince: steady.since('forgotten', forgottenAt !== undefined, now),
});

/** What it has to do with other Canaries. */
function besides(
  { adoption, kin }: Turn,
  { target }: Seen,
): Pick<Observed, 'adoptable' | 'isSecond' | 'isSecondToServices'> {
  if (target.state === 'unusable' && target.isForPrimary) {
    // the target cannot follow the primary, but could a new one
    adoption.leave();
  }
  return {
    adoptable: adoption.wanted(kin),
    isSecond: kin?.elder !== undefined,
    isSecondToServices: kin?.isSecondToServices,
  };
}

const tokensOf = (chance: Chance): Observed['tokens'] => ({ canary: token(chance), primary: token(chance) });

type Paces = Pick<ObservePorts, 'settleMs' | 'metricsDelayMs' | 'minIntervalMs'>;

const pacesOf = ({ settleMs, metricsDelayMs, minIntervalMs }: Paces): Paces => ({
  settleMs,
  minIntervalMs,
  ...(metricsDelayMs !== undefined && { metricsDelayMs }),
});

interface Heard extends Seen {
  readonly routes: Routes | undefined;
  readonly said: Acknowledgement;
}

/** What the mesh serves has settled; that the apex service selects others is heard of by other proxies. */
function stillness(steady: Steady, seen: Heard, now: number): Pick<Observed, 'still' | 'stateSince' | 'reroutedAt'> {
  const { target, primary, isApexOnPrimary, routes, said } = seen;
  const pods = target.state === 'found' ? target.workload : undefined;
  const times = {
    routes: steady.since('routes', [routes, isApexOnPrimary], now),
    apex: steady.since('apex', isApexOnPrimary, now),
    target: steady.since('target', [pods?.revision, pods?.state.state], now) - headStart(steady, pods),
    primary: steady.since('primary', [primary?.flaggerId, primary?.state.state, primary?.isServing], now),
  };
  const { apex, ...still } = times;
  const isServed = said.kind === 'acknowledged';
  return {
    still: isServed ? { routes: apex, target: 0, primary: 0 } : still,
    stateSince: {
      target: steady.since('target state', [pods?.revision, ...stateOf(pods)], now),
      primary: steady.since('primary state', [primary?.flaggerId, ...stateOf(primary)], now),
    },
    reroutedAt: times.routes,
  };
}

/** Pods that went after they had all been there are others than those that have yet to come. */
const stateOf = (pods: Pick<Workload, 'state'> | undefined): readonly unknown[] =>
  pods?.state.state === 'waking' ? [pods.state.state, pods.state.isRolledOut] : [pods?.state.state];

/**
 * Proxies hear of pods when they are ready, which may be long before they count as available. Where there were pods
 * of another revision, those end only then, and that has still to be heard of.
 */
function headStart(steady: Steady, pods: Workload | undefined): number {
  const replacesNone = steady.was('target asleep', pods?.revision, pods?.state.state === 'asleep');
  return replacesNone && pods?.state.state === 'ready' ? (pods.readyForMs ?? 0) : 0;
}

function untakenOf(steady: Steady, said: Acknowledgement, now: number): Observed['untaken'] {
  const since = steady.since('untaken', 'message' in said ? said : undefined, now);
  return 'message' in said ? { ...said, since } : undefined;
}

function refusalOf(steady: Steady, problems: Refusal['problems'], now: number): Refusal | undefined {
  const since = steady.since('refused', problems.length > 0, now);
  return problems.length > 0 ? { problems, since } : undefined;
}

function hearRoutes(routes: Routes | undefined, canary: Canary, listeners: readonly Listener[]): void {
  if (routes) {
    listeners.forEach((listener) => listener.routes?.(canary, routes));
  }
}

/** Looked for again when the cluster says, else when something changes. */
function uninstalledOf(
  { life: { steady } }: Turn,
  {
    missing,
    provider,
    now,
  }: { readonly missing: NotInstalled | undefined; readonly provider: NamedMesh; readonly now: number },
): Observed['uninstalled'] {
  const since = steady.since('uninstalled', missing?.message, now);
  if (!missing) {
    return undefined;
  }
  const message = `spec.provider: ${missing.message}; ${provider.name} needs ${provider.crds.join(', ')}`;
  return { message, since, againAt: now + (missing.afterMs ?? Infinity) };
}

const warningsOf = (canary: Canary, provider: NamedMesh): readonly string[] => [
  ...leftUndone(canary, provider),
  ...(provider.warnings?.(canary) ?? []),
];
