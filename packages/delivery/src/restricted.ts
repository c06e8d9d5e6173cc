import { isJsonObject, type JsonObject } from '@flagger/api';
import { at, listAt, nameOf } from './repository.ts';

/** Where a workload breaks the profile "restricted" of Pod Security, as sentences. */
export function looseIn(workload: JsonObject): readonly string[] {
  const pod = podOf(workload);
  const containers = [...listAt(pod, 'initContainers'), ...listAt(pod, 'containers')];
  const seccomp = at(pod, 'securityContext', 'seccompProfile', 'type');
  return containers.flatMap((container) => {
    const own = at(container, 'securityContext');
    const demands: readonly (readonly [string, boolean])[] = [
      ['runs as root', at(own, 'runAsNonRoot') === true || at(pod, 'securityContext', 'runAsNonRoot') === true],
      ['is user 0', at(own, 'runAsUser') !== 0],
      ['may escalate', at(own, 'allowPrivilegeEscalation') === false],
      ['keeps capabilities', listAt(own, 'capabilities', 'drop').includes('ALL')],
      [
        'has no seccomp profile',
        seccomp === 'RuntimeDefault' || at(own, 'seccompProfile', 'type') === 'RuntimeDefault',
      ],
    ];
    return demands.flatMap(([says, holds]) =>
      holds ? [] : [`${nameOf(workload)}: container ${String(at(container, 'name'))} ${says}`],
    );
  });
}

/** The pod that an object is or makes; undefined where it makes none. */
export function podOf(object: JsonObject): JsonObject | undefined {
  const pod = object['kind'] === 'Pod' ? object['spec'] : at(object, 'spec', 'template', 'spec');
  return isJsonObject(pod) ? pod : undefined;
}
