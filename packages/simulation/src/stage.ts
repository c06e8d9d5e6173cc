import { parseCanary, type Canary, type KubeObject, type RawCanary } from '@flagger/api';
import { at, numberAt, textAt } from '@flagger/simulated-cluster';

/** Where a Canary stands, by its status. */
export interface Stage {
  readonly phase: string;
  readonly weight: number;
  readonly iterations: number;
  readonly failedChecks: number;
  /** lastTransitionTime. */
  readonly time: string;
  readonly applied: string;
  /** trackedConfigs, as JSON. */
  readonly configs: string;
  readonly promoted: string;
}

export const stageOf = (object: KubeObject | RawCanary | undefined): Stage => ({
  phase: textAt(object?.status, 'phase'),
  weight: numberAt(object?.status, 'canaryWeight'),
  iterations: numberAt(object?.status, 'iterations'),
  failedChecks: numberAt(object?.status, 'failedChecks'),
  time: textAt(object?.status, 'lastTransitionTime'),
  applied: textAt(object?.status, 'lastAppliedSpec'),
  configs: JSON.stringify(at(object?.status, 'trackedConfigs') ?? {}),
  promoted: textAt(object?.status, 'lastPromotedSpec'),
});

/** What names a step: it ends when this changes. */
export const stepOf = ({ phase, weight, iterations, failedChecks, time }: Stage): string =>
  [phase, weight, iterations, failedChecks, time].join(' ');

export const toldStage = ({ phase, weight, iterations, failedChecks }: Stage): string =>
  `${phase || 'new'}${weight > 0 ? ` weight ${weight}` : ''}${iterations !== 0 ? ` iteration ${iterations}` : ''}${failedChecks > 0 ? ` failed ${failedChecks}` : ''}`;

const RUNNING = new Set(['Progressing', 'WaitingPromotion', 'Promoting', 'Finalising']);

/** Whether a run is under way. */
export const isRunning = ({ phase }: Stage): boolean => RUNNING.has(phase);

/** Whether a promotion failed, and all users are on the target until it is mended. */
export const isLeftToTarget = ({ phase, weight }: Stage): boolean => phase === 'Failed' && weight === 100;

/** Whether a run has ended. */
export const isEnd = ({ phase }: Stage): boolean => phase === 'Succeeded' || phase === 'Failed';

/** Whether nothing is under way and nothing waits. */
export const isAtRest = (stage: Stage): boolean => isEnd(stage) || stage.phase === 'Initialized';

const known = new WeakMap<RawCanary, { readonly canary: Canary | undefined }>();

/** The Canary that the engine works with; undefined where it makes no sense. */
export function canaryOf(raw: RawCanary | undefined): Canary | undefined {
  if (!raw) {
    return undefined;
  }
  const found = known.get(raw);
  if (found) {
    return found.canary;
  }
  const parsed = parseCanary(raw);
  const canary = parsed.ok ? parsed.canary : undefined;
  known.set(raw, { canary });
  return canary;
}
