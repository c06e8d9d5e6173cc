import type { MeshRule, MeshVerb } from '@flagger/api';

const LOOK: readonly MeshVerb[] = ['get', 'list', 'watch'];

/** The rule of a kind that is read only, by the name of its CRD; kinds of the core have no group: `services`. */
export const looksAt = (kind: string): MeshRule => ruleFor(kind, LOOK);

/** The rule of a kind whose objects are read, created and changed, as by `createObject` and `changeObject`. */
export const keeps = (kind: string): MeshRule => ruleFor(kind, [...LOOK, 'create', 'patch']);

/** The rule of a kind whose objects are the user's: read and changed, never created. */
export const changes = (kind: string): MeshRule => ruleFor(kind, [...LOOK, 'patch']);

function ruleFor(kind: string, verbs: readonly MeshVerb[]): MeshRule {
  const [resource = '', ...group] = kind.split('.');
  return { apiGroup: group.join('.'), resource, verbs };
}
