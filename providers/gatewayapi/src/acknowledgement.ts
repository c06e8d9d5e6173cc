import { type Acknowledgement, nameOf, type RoutedCanary } from '@flagger/api';
import type { HttpRoute, ParentCondition, ParentRef, ParentStatus } from './gateway-api.ts';

/**
 * What the controllers of the route's parents say about it as it is now. Silent as long as none of them has spoken; a
 * condition that is False, or about an earlier version, is told as Flagger does, with the controller's own words.
 */
export function acknowledgement(canary: RoutedCanary, found: HttpRoute): Acknowledgement {
  const { generation = 0 } = found.metadata;
  const parents = (found.status?.parents ?? []).filter(({ parentRef }) =>
    canary.spec.service.gatewayRefs?.some((ref) => isSame(ref, parentRef, canary.metadata.namespace)),
  );
  const said = parents.flatMap((parent) => conditionsOf(parent).map((condition) => ({ parent, condition })));
  const refused = said.find(({ condition }) => !isStale(condition, generation) && condition.status === 'False');
  const open = refused ?? said.find(({ condition }) => isStale(condition, generation) || condition.status !== 'True');
  if (!open) {
    return { kind: said.length > 0 ? 'acknowledged' : 'silent' };
  }
  const message = told(found, open.parent, open.condition);
  return { kind: refused ? 'refused' : 'awaited', message };
}

/** Whether it takes the route, and whether it finds whom that leads to. */
const conditionsOf = ({ conditions = [] }: ParentStatus): readonly ParentCondition[] =>
  conditions.filter(({ type }) => type === 'Accepted' || type === 'ResolvedRefs');

const isStale = ({ observedGeneration = 0 }: ParentCondition, generation: number): boolean =>
  observedGeneration < generation;

function isSame(ref: ParentRef, other: ParentRef, here: string): boolean {
  const { name, namespace = here, sectionName, port } = other;
  return (
    ref.name === name && (ref.namespace ?? here) === namespace && ref.sectionName === sectionName && ref.port === port
  );
}

function told({ metadata }: HttpRoute, { parentRef }: ParentStatus, condition: ParentCondition): string {
  const { type, status, reason = '', message = '', observedGeneration = 0 } = condition;
  const generations = `observed generation: ${observedGeneration}, current generation: ${metadata.generation ?? 0}`;
  const words = [reason, message].filter(Boolean).join(': ');
  const why = status === 'True' ? '' : `, ${type} is ${status}${words ? `: ${words}` : ''}`;
  return `HTTPRoute ${nameOf({ metadata })} parent ${parentRef.name} is not ready (status: ${status}, ${generations})${why}`;
}
