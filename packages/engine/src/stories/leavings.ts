import { ALL_TO_PRIMARY, FINALIZER, sameRoutes } from '@flagger/api';
import type { Action } from '../step.ts';
import { routeLine } from './lines.ts';
import type { Scene } from './plot.ts';

/** What follows was decided on users who were elsewhere. */
export const ENDS: readonly Action['do'][] = ['routeFormer', 'release', 'releaseServices'];

type Leaving = Extract<Action, { do: 'routeFormer' | 'release' | 'releaseServices' | 'finalizer' }>;

/** What may become of the world, whether it does, and how that is told. */
interface Change {
  readonly is: boolean;
  readonly text: string;
  readonly changes: Partial<Scene>;
}

/** What a Canary that goes away or moves does to the world: the first that does apply. */
export function leavings(scene: Scene, action: Leaving): readonly Change[] {
  switch (action.do) {
    case 'releaseServices':
      return [
        {
          is: scene.isApexOnPrimary && isApex(scene, action.apex),
          text: 'apex    on target',
          changes: { isApexOnPrimary: false },
        },
      ];
    case 'finalizer':
      return [held(scene, action.isKept)];
    case 'routeFormer':
      return [routed(scene, action)];
    case 'release':
      return released(scene, action);
  }
}

function held({ metadata }: Scene, isKept: boolean): Change {
  const finalizers = isKept ? [FINALIZER] : [];
  return {
    is: isKept !== metadata.finalizers?.includes(FINALIZER),
    text: isKept ? 'canary  held' : 'canary  let go',
    changes: { metadata: { ...metadata, finalizers } },
  };
}

const routed = (
  { former }: Scene,
  { users = ALL_TO_PRIMARY }: Extract<Action, { do: 'routeFormer' | 'release' }>,
): Change => ({
  is: former !== undefined && !sameRoutes(former, users),
  text: `former ${routeLine(users)}`,
  changes: { former: users },
});

function released(scene: Scene, action: Extract<Action, { do: 'release' }>): readonly Change[] {
  const { apex } = action.former;
  const isFormer = !isApex(scene, apex);
  const text = `routes  of ${apex} given back`;
  return isFormer
    ? [routed(scene, action), { is: scene.former !== undefined, text, changes: { former: undefined } }]
    : [{ is: scene.routes !== undefined, text, changes: { routes: undefined } }];
}

const isApex = ({ spec }: Scene, apex: string): boolean => apex === (spec.service.name || spec.targetRef.name);
