import { sameContent } from './canonical.ts';
import type { PodTemplate } from './pod-template.ts';
import type { PodWorkload } from './pod-workload.ts';
import { type Making, withFlaggerId } from './primary-template.ts';

/** Where `kubectl rollout restart` says when, as RFC 3339 in its user's time zone. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/**
 * Whether a primary's pods are what one of `makers` makes of the target's, in whichever run they were copied. A restart
 * of the primary alone is no other revision; one of the target is. Nor are init containers that refer to the target's own
 * configs, as those of a primary that Flagger made before 1.44.
 */
export const runsOneOf =
  <T extends PodWorkload>(...makers: readonly ((target: T, making: Making) => PodTemplate)[]) =>
  (live: T, target: T, making: Making): boolean => {
    const runs = restartedAs(target.spec.template, withFlaggerId(live.spec.template, ''));
    const { initContainers } = target.spec.template.spec;
    return makers.some((make) => {
      const copy = make(target, { ...making, flaggerId: '' });
      const isOlder = () => sameContent(runs, { ...copy, spec: { ...copy.spec, initContainers } });
      return sameContent(runs, copy) || (initContainers !== undefined && isOlder());
    });
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
