import { type KubeObject, statusOf } from '@flagger/api';
import { fieldsOf } from './fields.ts';
import { obstaclesOf } from './obstacle.ts';
import { rawOf } from './raw.ts';
import { stepOf, type Way, wayOf } from './way.ts';

/** One canary in a list. */
export interface CanaryRow {
  readonly namespace: string;
  readonly name: string;
  /** Empty where no operator has looked at it yet. */
  readonly phase: string;
  readonly way: Way;
  /** Percent of the traffic that the new version gets. */
  readonly weight: number;
  readonly step: { readonly done: number; readonly of: number };
  readonly failedChecks: { readonly count: number; readonly of: number };
  /** When the status was last written, RFC 3339. */
  readonly since?: string;
  /** What keeps it from going on, in one sentence. */
  readonly trouble?: string;
}

/** One line of a list of canaries. */
export function canaryRow(canary: KubeObject): CanaryRow {
  const status = statusOf(rawOf(canary));
  const { phase = '', canaryWeight = 0, iterations = 0, failedChecks = 0, lastTransitionTime } = status;
  const spec = fieldsOf(canary.spec);
  const { way, threshold } = wayOf({ spec });
  const [obstacle] = obstaclesOf(canary);
  return {
    namespace: canary.metadata.namespace ?? '',
    name: canary.metadata.name,
    phase,
    way,
    weight: canaryWeight,
    step: stepOf({ spec, phase, weight: canaryWeight, iterations }),
    failedChecks: { count: failedChecks, of: threshold },
    ...(lastTransitionTime !== undefined && { since: lastTransitionTime }),
    ...(obstacle !== undefined && { trouble: obstacle.says }),
  };
}
