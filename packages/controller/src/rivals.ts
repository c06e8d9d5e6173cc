import type { Canaries, Problem, RawCanary } from '@flagger/api';

/** The older Canary that names the same target, as a problem of the younger one; two would fight over the target. */
export function rivalOf(canaries: Canaries, canary: RawCanary): Problem | undefined {
  const target = targetOf(canary);
  const rival =
    target === undefined
      ? undefined
      : neighboursOf(canary, canaries).find(
          (other) => other.metadata.uid !== canary.metadata.uid && targetOf(other) === target && isOlder(other, canary),
        );
  return rival
    ? {
        field: 'spec.targetRef.name',
        found: `the target of the older Canary ${rival.metadata.name}`,
        allowed: 'a target that no other Canary names',
      }
    : undefined;
}

/** Only these can have the same target: it is looked for in each turn, among thousands. */
function neighboursOf({ metadata }: RawCanary, canaries: Canaries): readonly RawCanary[] {
  const start = `${metadata.namespace}/`;
  return canaries
    .keys()
    .filter((key) => key.startsWith(start))
    .map((key) => canaries.read(key))
    .filter((found) => found !== undefined);
}

/** What the cache gives is never mutated. */
const targets = new WeakMap<RawCanary, { readonly target: string | undefined }>();

function targetOf(canary: RawCanary): string | undefined {
  const known = targets.get(canary) ?? { target: targetIn(canary.spec) };
  targets.set(canary, known);
  return known.target;
}

function targetIn(spec: unknown): string | undefined {
  const ref = typeof spec === 'object' && spec && 'targetRef' in spec ? spec.targetRef : undefined;
  return typeof ref === 'object' && ref && 'name' in ref && 'kind' in ref
    ? `${String(ref.kind)} ${String(ref.name)}`
    : undefined;
}

function isOlder(a: RawCanary, b: RawCanary): boolean {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return left === right ? a.metadata.name < b.metadata.name : left < right;
}
