import { sameContent } from './canonical.ts';
import type { PodTemplate } from './pod-template.ts';
import type { PodWorkload } from './pod-workload.ts';
import { type Making, withFlaggerId } from './primary-template.ts';

/** Where `kubectl rollout restart` says when, as RFC 3339 in its user's time zone. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/**
 * Whether a primary's pods are what one of `makers` makes of the target's, in whichever run they were copied. A restart
 * of the primary alone is no other revision; one of the target is.
 */
export const runsOneOf =
  <T extends PodWorkload>(...makers: readonly ((target: T, making: Making) => PodTemplate)[]) =>
  (live: T, target: T, making: Making): boolean => {
    const runs = restartedAs(target.spec.template, withFlaggerId(live.spec.template, ''));
    return makers.some((make) => sameContent(runs, make(target, { ...making, flaggerId: '' })));
  };

function restartedAs(target: PodTemplate, primary: PodTemplate): PodTemplate {
  const { [RESTARTED_AT]: own, ...annotations } = primary.metadata?.annotations ?? {};
  const its = target.metadata?.annotations?.[RESTARTED_AT];
  if (own === undefined || (its !== undefined && !(Date.parse(own) > Date.parse(its)))) {
    return primary;
  }
  const asTarget = { ...annotations, ...(its !== undefined && { [RESTARTED_AT]: its }) };
  return { ...primary, metadata: { ...primary.metadata, annotations: asTarget } };
}
