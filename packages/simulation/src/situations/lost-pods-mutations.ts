import type { Seen, WorkloadState } from '@flagger/api';
import { acting, seeing } from '../defects.ts';
import { missed } from '../invariants/missing.ts';
import type { Mutation } from '../mutations.ts';
import { LOST_PODS } from './lost-pods.ts';

type SeenPods = NonNullable<Seen['primary']>;

/** Nobody is given up whom the cluster does not give up. */
function waitedFor<T extends Pick<SeenPods, 'state'>>(pods: T): T {
  const { state } = pods;
  return state.state === 'waking' ? { ...pods, state: withoutEnd(state) } : pods;
}

function withoutEnd(state: Extract<WorkloadState, { state: 'waking' }>): WorkloadState {
  const { ifStuck: _, ...waking } = state;
  return waking;
}

/** Defects of an operator that stories of lost pods show. */
export const LOST_PODS_MUTATIONS: readonly Mutation[] = [
  {
    name: 'pods that went are waited for for ever',
    breaks: missed.name,
    mutate: seeing(({ target, ...seen }) => ({
      ...seen,
      target: target.state === 'found' ? { ...target, workload: waitedFor(target.workload) } : target,
    })),
    situation: LOST_PODS,
  },
  {
    name: 'nothing is copied over the primary',
    breaks: LOST_PODS.ends,
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => action.do !== 'promote')),
    situation: LOST_PODS,
  },
];
