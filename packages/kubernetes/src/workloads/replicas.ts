/** What is known when a target is to run again. */
export interface Scale {
  readonly target: number;
  /** Undefined where there is no primary. */
  readonly primary: number | undefined;
  /** The least that the target's autoscaler allows; undefined where it says nothing. */
  readonly minimum: number | undefined;
  readonly hasAutoscaler: boolean;
}

/** How many replicas a target runs with: what it asks for, else what its autoscaler or the primary has, else 1. */
export function scaledUp({ target, primary, minimum, hasAutoscaler }: Scale): number {
  if (target > 0) {
    return target;
  }
  return Math.max((hasAutoscaler ? minimum : primary) ?? 1, 1);
}
