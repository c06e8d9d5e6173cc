import { ALL_TO_PRIMARY, split, type Action, type Routes } from '@flagger/api';
import type { Observed } from './observed.ts';
import { strategyFor } from './strategies/index.ts';

/** Keeps the generated objects as they must be while nothing else happens; live routes are kept. */
export function upkeep(observed: Observed): readonly Action[] {
  const served: readonly Action[] = observed.primary ? [...scaler(observed, false), { do: 'ensureApex' }] : [];
  return [
    { do: 'prepareMesh' },
    { do: 'ensureServices' },
    ...served,
    { do: 'ensureRoutes', expected: expectedRoutes(observed) },
  ];
}

/** The primary's autoscaler, where there is to be one; with `isUpdate` it is brought to what the target's says now. */
export const scaler = ({ canary }: Observed, isUpdate: boolean): readonly Action[] =>
  canary.spec.autoscalerRef ? [{ do: 'ensureScaler', update: isUpdate }] : [];

/** Where routes are lost, nobody is sent to pods that are not there; they get their share again when they are. */
const isTargetReady = ({ target }: Observed): boolean =>
  target.state === 'found' && target.workload.readiness.state === 'ready' && target.workload.replicas > 0;

/** What the mesh does when no step is pending, by the status; where Flagger's status does not say, what it does now. */
export function expectedRoutes(observed: Observed): Routes {
  const {
    canary: {
      status: { phase, canaryWeight = 0 },
    },
    routes,
  } = observed;
  switch (phase) {
    case 'Progressing':
      return isTargetReady(observed) ? strategyFor(observed).expected(observed) : ALL_TO_PRIMARY;
    case 'WaitingPromotion':
    case 'Promoting':
      return routes ?? split(canaryWeight);
    case 'Failed':
      return split(canaryWeight);
    default:
      return ALL_TO_PRIMARY;
  }
}
