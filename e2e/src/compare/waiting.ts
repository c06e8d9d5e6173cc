/**
 * How events are counted.
 * - `pace`: what readiness looked like at the moment of a look. A tick sees other moments than an event does, so
 *   neither side's differ,
 *   unless Flagger told one again and again (for {@link LASTING} ticks): then it was a state, and we must tell it too.
 * - `waiting`: told at every tick while something stays as it is. Whether it was told counts, how often does not.
 * - `counted`: all others; how often counts.
 */
export type Counting = 'pace' | 'waiting' | 'counted';

export const LASTING = 3;

const PACE =
  /not ready: waiting for rollout to finish: (observed (deployment|daemonset) generation less than desired generation|\d+ out of \d+ new (replicas|pods) have been updated|\d+ of \d+ \(readyThreshold \d+%\) updated (replicas|pods) are available|\d+ old replicas are pending termination)$/;

const WAITING: readonly RegExp[] = [
  /^all the metrics providers are available!$/,
  /^Error checking metric providers: /,
  /^(deployment|daemonset|service) \S+ get query error: /,
  /^(HorizontalPodAutoscaler|ScaledObject|VirtualService|Service) \S+ get query error:? /,
  /^getSelectorLabel failed: /,
  /^create(Primary)?(Deployment|DaemonSet|Service) failed: /i,
  /^reconcile(Canary|Primary)?Service failed: /,
  /^Halt \S+ advancement waiting for (promotion approval|traffic increase approval|approval) \S+$/,
  /^Rollback hook \S+ not signaling a rollback$/,
  /^skipping canary run as object is suspended$/,
  /^HTTPRoute \S+ parent \S+ is not ready /,
  /^GatewayRefs must be specified when using Gateway API as a provider\.$/,
  /^backend \S+ not found in ingress \S+$/,
  /^(A\/B testing|Progressive traffic) is not supported when using the kubernetes provider$/,
  /^Setting canaryAnalysis\.iterations: \d+$/,
  /^\S+ not ready: deployment "\S+" exceeded its progress deadline$/,
];

export function countingOf(message: string): Counting {
  if (PACE.test(message)) {
    return 'pace';
  }
  return WAITING.some((pattern) => pattern.test(message)) ? 'waiting' : 'counted';
}

/** Whether two numbers of tellings of one event are a difference. */
export function isDifferent(message: string, flagger: number, ours: number): boolean {
  switch (countingOf(message)) {
    case 'pace':
      return flagger >= LASTING && ours === 0;
    case 'waiting':
      return flagger > 0 !== ours > 0;
    case 'counted':
      return flagger !== ours;
  }
}
