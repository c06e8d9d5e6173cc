import {
  intervalMs,
  Wait,
  type Action,
  type Checks,
  type Finding,
  type KubeObject,
  type MeshRouter,
  type Routes,
  type Seen,
  type StatusChange,
  type Workloads,
} from '@flagger/api';
import { Life, Performer, Since, type Outcome } from '@flagger/controller';
import type { Making, Mutate, Parts } from '@flagger/simulated-cluster';
import { bound } from './bound-workloads.ts';
import { TARGET } from './scenario.ts';

export const READY = { state: 'ready' } as const;
/** Something to tell. */
export const NEWS = { do: 'event', type: 'Normal', message: 'nothing new', phase: '', checksum: '' } as const;

/** Carries out other actions than those that were decided. */
class ActingOtherwise extends Performer {
  constructor(
    ports: Making['performerPorts'],
    private readonly otherwise: Otherwise,
  ) {
    super(ports);
  }

  override perform(...[actions, turn]: Parameters<Performer['perform']>): ReturnType<Performer['perform']> {
    return super.perform(this.otherwise(actions, turn), turn);
  }
}

/** Other actions in the same turn. */
type Otherwise = (actions: readonly Action[], turn: Parameters<Performer['perform']>[1]) => readonly Action[];

/** An operator that carries out other actions than those that were decided. */
export const acting = ({ performerPorts }: Making, otherwise: Otherwise): Partial<Parts> => ({
  performer: new ActingOtherwise(performerPorts, otherwise),
});

/** Finds something else than what was found. */
export const finding = (checks: Checks, otherwise: (findings: readonly Finding[]) => readonly Finding[]): Checks => ({
  find: async (...asked) => otherwise(await checks.find(...asked)),
});

/** A metrics server that was not reached counts as one that refused. */
export const refused = (found: Finding): Finding =>
  found.kind === 'metric' && found.problem?.kind === 'unreachable'
    ? { ...found, problem: { ...found.problem, kind: 'error' } }
    : found;

/** Whether it writes down that the run is to be rolled back for this reason. */
export const isDecisionOf = (action: Action, reason: string): boolean =>
  action.do === 'status' && action.status.conditions?.RollingBack?.reason === reason;

/** Asks under names that another process would not come to. */
export const namedAfter = (checks: Checks, bornAt: number): Checks => ({
  find: (question, canary, signal) => checks.find({ ...question, id: `${question.id}-${bornAt}` }, canary, signal),
});

/** Everything was long ago. */
export class LongAgo extends Since {
  override of(): number {
    return 0;
  }
}

/** Sorts the status to the front. */
export const rank = (action: Action): number => (action.do === 'status' ? 0 : 1);

/** The target goes to sleep before its users leave. */
export const asleepTooEarly = (action: Action): readonly Action[] =>
  action.do === 'route' && action.routes.canary === 0 ? [{ do: 'sleepTarget' }, action] : [action];

/** An event under a name that is not derived. */
export const renamed = (action: Action, { process }: Making): Action =>
  action.do === 'event' ? { ...action, id: `${action.id}-${process.clock.now()}` } : action;

const twice = (weight: number): number => Math.min(100, 2 * weight);

/** Twice the weight, in the mesh and in the status. */
export function doubled(action: Action): Action {
  if (action.do === 'route') {
    return {
      ...action,
      routes: { ...action.routes, canary: twice(action.routes.canary), primary: 100 - twice(action.routes.canary) },
    };
  }
  const status: StatusChange = action.do === 'status' ? action.status : {};
  return action.do === 'status' && status.canaryWeight !== undefined
    ? { ...action, status: { ...status, canaryWeight: twice(status.canaryWeight) } }
    : action;
}

/** Sets other routes than those that were decided. */
export const routing = (otherwise: (routes: Routes) => Routes): Mutate =>
  routingOtherwise((router) => ({ setRoutes: (canary, routes) => router.setRoutes(canary, otherwise(routes)) }));

/** Some of what the router does is done otherwise. */
export const routingOtherwise =
  (otherwise: (router: MeshRouter) => Partial<MeshRouter>): Mutate =>
  ({ provider }) => ({
    provider: {
      ...provider,
      router: (objects, chosen) => {
        const router = provider.router(objects, chosen);
        return delegating(router, otherwise(router));
      },
    },
  });

function delegating(router: MeshRouter, other: Partial<MeshRouter>): MeshRouter {
  return {
    prepare: (canary) => router.prepare(canary),
    ensure: (canary, expected) => router.ensure(canary, expected),
    routes: (canary) => router.routes(canary),
    setRoutes: (canary, routes) => router.setRoutes(canary, routes),
    release: (canary, isDeleted) => router.release(canary, isDeleted),
    ...other,
  };
}

/** Some of what the workload port does is done otherwise. */
export const working =
  (otherwise: (workloads: Workloads, objects: Parameters<Parts['workloads']>[0]) => Partial<Workloads>): Mutate =>
  ({ workloads }) => ({
    workloads: (objects) => {
      const real = workloads(objects);
      return { ...bound(real), ...otherwise(real, objects) };
    },
  });

/** Sees the target and the primary otherwise than they are. */
export const seeing = (otherwise: (seen: Seen) => Seen): Mutate =>
  working((workloads) => ({ see: async (canary) => otherwise(await workloads.see(canary)) }));

/** A target that counts as ready, with pods. */
export const awake = (target: Seen['target']): Seen['target'] =>
  target.state === 'found' ? { ...target, workload: { ...target.workload, state: READY, isServing: true } } : target;

/** The target is always seen at the revision that is analysed; what is really there is promoted. */
export const blindToRevisions: Mutate = working((workloads) => ({
  see: async (canary) => {
    const seen = await workloads.see(canary);
    const { phase, lastAppliedSpec, trackedConfigs = {} } = canary.status;
    if (phase !== 'Progressing' || seen.target.state !== 'found' || lastAppliedSpec === undefined) {
      return seen;
    }
    return {
      ...seen,
      target: {
        ...seen.target,
        isPromoted: false,
        configs: trackedConfigs,
        workload: { ...seen.target.workload, revision: lastAppliedSpec },
      },
    };
  },
  promote: async (canary, _, flaggerId) => {
    const { target } = await workloads.see(canary);
    return target.state === 'found' ? workloads.promote(canary, target.workload, flaggerId) : [];
  },
}));

/** Post-rollout hooks are not called, and count as a yes. */
export function withoutPostRollout(...[{ checks }]: Parameters<Mutate>): Partial<Parts> {
  const find: Checks['find'] = async (question, canary, signal) =>
    question.what === 'post-rollout' ? [] : checks.find(question, canary, signal);
  return { checks: { find } };
}

/** Reads a canary that is gone as it was last. */
export function immortal(...[{ canaries }]: Parameters<Mutate>): Partial<Parts> {
  const last = new Map<string, ReturnType<typeof canaries.read>>();
  const read = (key: string): ReturnType<typeof canaries.read> => {
    const found = canaries.read(key) ?? last.get(key);
    last.set(key, found);
    return found;
  };
  return { canaries: { ...canaries, read } };
}

export const pausing: Mutate = working((workloads, objects) => ({
  sleepTarget: async (canary) => {
    await objects.patch<KubeObject>(TARGET, { spec: { paused: true } });
    return workloads.sleepTarget(canary);
  },
}));

/** Forgets before each turn what had to be repaired. */
export const unpaced = ({ performerPorts }: Making): Partial<Parts> => ({ performer: new Unpaced(performerPorts) });

class Unpaced extends Performer {
  override perform(...[actions, turn]: Parameters<Performer['perform']>): ReturnType<Performer['perform']> {
    const { life } = turn;
    Object.assign(life, { repairs: new Life({ session: life.session }).repairs });
    return super.perform(actions, turn);
  }
}

/** Hears no rollback hook. */
export const deaf = ({ checks }: Parts): Partial<Parts> => ({
  checks: {
    find: async (question, canary, signal) => {
      const found = await checks.find(question, canary, signal);
      return question.what === 'rollback'
        ? found.map((each) => (each.kind === 'reply' ? { ...each, ok: false } : each))
        : found;
    },
  },
});

/** What takes longer than the interval is not an answer any more. */
export const impatient = ({ checks }: Parts, { process }: Making): Partial<Parts> => ({
  checks: {
    find: async (question, canary, signal) => {
      const askedAt = process.clock.now();
      const found = await checks.find(question, canary, signal);
      if (process.clock.now() - askedAt > intervalMs(canary.spec.analysis)) {
        throw new Wait('it took too long');
      }
      return found;
    },
  },
});

/** Is due again at once, whatever was decided. */
export const restless: Parts['turn'] = async (take): Promise<Outcome> => {
  await take();
  return { at: 0 };
};

/** Lets go of a Canary that is deleted instead of giving anything back. */
export const letGoAtOnce = (action: Action): Action =>
  action.do === 'status' && action.status.phase === 'Terminating' ? { do: 'finalizer', isKept: false } : action;

/** Sorts routes to the front. */
export const rankOfRoutes = (action: Action): number => (action.do === 'route' ? 0 : 1);

/** Looks at nothing again that no event wakes. */
export const forgotten: Parts['turn'] = async (take): Promise<Outcome> => {
  const outcome = await take();
  return outcome === 'now' ? outcome : 'gone';
};
