import type { Canaries, Problem, RawCanary } from '@flagger/api';

/** The older Canary that names the same target, as a problem of the younger one; two would fight over the target. */
export function rivalOf(canaries: Canaries, canary: RawCanary): Problem | undefined {
  const target = targetOf(canary);
  const rival = target === undefined ? undefined : canaries.keys()
    .map(key => canaries.read(key))
    .find(other => other && other.metadata.uid !== canary.metadata.uid && targetOf(other) === target && isOlder(other, canary));
  return rival ? {
    field: 'spec.targetRef.name',
    found: `the target of the older Canary ${rival.metadata.name}`,
    allowed: 'a target that no other Canary names',
  } : undefined;
}

function targetOf({ metadata, spec }: RawCanary): string | undefined {
  const ref = typeof spec === 'object' && spec && 'targetRef' in spec ? spec.targetRef : undefined;
  return typeof ref === 'object' && ref && 'name' in ref && 'kind' in ref ? `${metadata.namespace} ${String(ref.kind)} ${String(ref.name)}` : undefined;
}

function isOlder(a: RawCanary, b: RawCanary): boolean {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return left === right ? a.metadata.name < b.metadata.name : left < right;
}
