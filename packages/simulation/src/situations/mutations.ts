import type { Action } from '@flagger/api';
import { acting, seeing } from '../defects.ts';
import type { Mutation } from '../mutations.ts';
import { FOLLOWED, LEFT, RENAMED_TARGET } from './renamed-target.ts';

/** Whether it begins with another target. */
const isBegun = (action: Action): boolean =>
  action.do === 'status' && action.status.phase === 'Initializing' && action.status.lastAppliedSpec === '';

/** Defects of an operator that the situations show. */
export const SITUATION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'users follow another target at once',
    breaks: FOLLOWED.name,
    mutate: seeing((seen) => ({ ...seen, isOnFormerTarget: false })),
  },
  {
    name: 'users of a former target are not given back',
    breaks: LEFT.name,
    mutate: (_, making) =>
      acting(making, (actions) =>
        actions.some(isBegun) ? actions.filter((action) => action.do !== 'route') : actions,
      ),
  },
  {
    name: 'another target is never begun with',
    breaks: RENAMED_TARGET.ends,
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isBegun(action))),
  },
];
