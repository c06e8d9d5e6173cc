import { type Acknowledgement, nameOf, type RoutedCanary } from '@flagger/api';
import { generations, isOutdated, isUndated, type Said, wordsOf } from '@flagger/mesh-kit';
import type { HttpRoute, ParentRef, ParentStatus } from './gateway-api.ts';

/**
 * What the controllers of the route's parents say about it as it is now. Silent as long as none of them has spoken; a
 * condition that is False, or about an earlier version, is told as Flagger does, with the controller's own words.
 */
export function acknowledgement(canary: RoutedCanary, found: HttpRoute): Acknowledgement {
  const parents = (found.status?.parents ?? []).filter(({ parentRef }) =>
    canary.spec.service.gatewayRefs?.some((ref) => isSame(ref, parentRef, canary.metadata.namespace)),
  );
  const all = parents.flatMap((parent) => conditionsOf(parent).map((condition) => ({ parent, condition })));
  const said = all.filter((each) => !isLeft(each, all, found));
  const refused = said.find(({ condition }) => isRefusal(condition, found));
  const open = refused ?? said.find(({ condition }) => isOutdated(condition, found) || condition.status !== 'True');
  if (!open) {
    // it is a controller that says so, before its proxies have the route: Istio's had it 0.1 to 0.6 s later
    return { kind: said.length > 0 ? 'accepted' : 'silent' };
  }
  const message = told(found, open.parent, open.condition);
  return { kind: refused ? 'refused' : 'awaited', message };
}

interface SaidOf {
  readonly parent: ParentStatus;
  readonly condition: Said;
}

// A former controller's entry stays, and is never brought up to date: another one that speaks for the parent decides.
const isLeft = ({ parent, condition }: SaidOf, all: readonly SaidOf[], found: HttpRoute): boolean =>
  isOutdated(condition, found)
  && all.some(
    (other) =>
      other.condition.type === condition.type
      && !isOutdated(other.condition, found)
      && inFull(other.parent, found) === inFull(parent, found),
  );

/** Which parent is spoken for, with all that may be left out. */
function inFull({ parentRef }: ParentStatus, { metadata }: HttpRoute): string {
  const { group = 'gateway.networking.k8s.io', kind = 'Gateway', namespace = metadata.namespace } = parentRef;
  const { name, sectionName, port } = parentRef;
  return JSON.stringify([group === 'core' ? '' : group, kind, namespace, name, sectionName, port]);
}

// An undated False may be about an earlier version: it stops nobody at once, yet is told if it stays for the settle time.
const isRefusal = (said: Said, found: HttpRoute): boolean =>
  said.status === 'False' && !isUndated(said) && !isOutdated(said, found);

/** Whether it takes the route, and whether it finds whom that leads to. */
const conditionsOf = ({ conditions = [] }: ParentStatus): readonly Said[] =>
  conditions.filter(({ type }) => type === 'Accepted' || type === 'ResolvedRefs');

function isSame(ref: ParentRef, other: ParentRef, here: string): boolean {
  const { name, namespace = here, sectionName, port } = other;
  return (
    ref.name === name && (ref.namespace ?? here) === namespace && ref.sectionName === sectionName && ref.port === port
  );
}

function told(found: HttpRoute, { parentRef }: ParentStatus, said: Said): string {
  const words = wordsOf(said);
  const why = said.status === 'True' ? '' : `, ${said.type} is ${said.status}${words && `: ${words}`}`;
  const about = `status: ${said.status}, ${generations(said, found)}`;
  return `HTTPRoute ${nameOf(found)} parent ${parentRef.name} is not ready (${about})${why}`;
}
