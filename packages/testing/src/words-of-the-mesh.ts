import type { KubeObject } from '@flagger/api';

/** Without what the mesh's own controller says of the object, at a moment of its own, and what that changes beside it. */
export function withoutWordsOfTheMesh(object: KubeObject | undefined): object | undefined {
  if (!object) {
    return undefined;
  }
  const { status: _status, metadata, ...rest } = object;
  const { resourceVersion: _version, managedFields: _managers, ...stated } = metadata;
  return { ...rest, metadata: stated };
}
