import type { KubeObject, RawCanary } from '@flagger/api';
import { at, listOf, textAt } from '@flagger/simulated-cluster';
import type { Mesh } from './meshes.ts';
import { NAME } from './service-names.ts';
import { isOneSplit } from './story-meshes.ts';

/** Where users are routed. */
export interface Place {
  readonly provider: string;
  readonly apex: string;
}

/** Every place that a status tells of. */
export function placesIn(object: KubeObject | undefined): readonly Place[] {
  const routed = placeOf(object);
  const former = textAt(conditionIn(object, 'Former'), 'message')
    .split('; ')
    .flatMap((each) => {
      const [, provider, apex] = /^(\S+) (?:routed|to route) (\S+?)(?: beside \S+)?$/.exec(each) ?? [];
      return provider === undefined || apex === undefined ? [] : [{ provider, apex }];
    });
  return [...(routed ? [routed] : []), ...former];
}

/** A condition of a status, by its type. */
export const conditionIn = (object: KubeObject | RawCanary | undefined, wanted: string): unknown =>
  listOf(at(object?.status, 'conditions')).find((each) => textAt(each, 'type') === wanted);

/** By which mesh and name users are routed, as the status says it. */
export function placeOf(object: KubeObject | RawCanary | undefined): Place | undefined {
  const [, provider, apex] =
    /^(\S+) routes (\S+?)(?: of \S+?)?(?: beside \S+)?:/.exec(textAt(conditionIn(object, 'Routed'), 'message')) ?? [];
  return provider === undefined || apex === undefined ? undefined : { provider, apex };
}

/** The name by which users are split in a mesh; where one object splits all names, what it leads is of the one that the Canary has. */
export function apexIn(mesh: Mesh, canary: KubeObject | RawCanary | undefined): string {
  const named = textAt(canary?.spec, 'service', 'name') || NAME;
  const routed = placeOf(canary)?.apex ?? NAME;
  return isOneSplit(mesh, routed, named) ? named : routed;
}
