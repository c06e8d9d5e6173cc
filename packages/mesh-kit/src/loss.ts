import { type KubeObject, nameOf, Stop } from '@flagger/api';

/** What of an object would be lost, e.g. `a rule that …`, and what such an object may be like: `whose rules …`. */
export type Loss = Readonly<Record<'lost' | 'allowed', string>>;

/** Refuses a Canary that would take somebody else's object over. */
export function lossRefused(found: KubeObject, { lost, allowed }: Loss): Stop {
  const { name, namespace } = found.metadata;
  const where = `${found.kind} ${namespace === undefined ? name : nameOf(found)}`;
  return new Stop({
    field: 'spec.service.name',
    found: `${where} with ${lost}, which would be lost`,
    allowed: `a ${where} ${allowed}, or none`,
  });
}
