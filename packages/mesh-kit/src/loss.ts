import { type KubeObject, nameOf, Stop } from '@flagger/api';

/**
 * Refuses a Canary that would take somebody else's object over. `lost` is what of it would be lost, e.g. `a rule that
 * …`, and `allowed` what such an object may be like: `whose rules …`.
 */
export function lossRefused(found: KubeObject, { lost, allowed }: Readonly<Record<'lost' | 'allowed', string>>): Stop {
  const { name, namespace } = found.metadata;
  const where = `${found.kind} ${namespace === undefined ? name : nameOf(found)}`;
  return new Stop({
    field: 'spec.service.name',
    found: `${where} with ${lost}, which would be lost`,
    allowed: `a ${where} ${allowed}, or none`,
  });
}
