import { type KubeObject, nameOf, Stop } from '@flagger/api';
import { FLUX_LEAVES_IT } from './owned.ts';

/** Where we keep the spec, as JSON, of an object that was there before its canary. */
export const ORIGINAL = 'flagger.kubernetes.io/original-configuration';
/** Where `kubectl apply` keeps the whole object, as JSON. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The annotation that keeps what an object says now; none where its former spec is kept already. `isAnew`: its owner
 * has written it since, so that what was kept is out of date.
 */
export function originalKept(
  { metadata: { annotations = {} }, spec }: KubeObject,
  isAnew = false,
): Readonly<Record<string, string>> {
  const isKept = KUBECTL in annotations || (ORIGINAL in annotations && !isAnew);
  return isKept ? {} : { [ORIGINAL]: JSON.stringify(spec) };
}

/** Whether it was taken over before, also where its owner has written it anew since: what it said then is kept. */
export function isTakenOver({ metadata: { annotations = {} } }: KubeObject): boolean {
  const isMarked = Object.entries(FLUX_LEAVES_IT).every(([name, value]) => annotations[name] === value);
  return ORIGINAL in annotations || (KUBECTL in annotations && isMarked);
}

/** The inverse of {@link originalKept}: the spec to give back; undefined where nobody kept one. */
export function originalSpec({ metadata: { annotations = {} } }: KubeObject): object | undefined {
  const { [KUBECTL]: applied, [ORIGINAL]: original } = annotations;
  if (applied === undefined) {
    return parsed(original);
  }
  const { spec }: { readonly spec?: unknown } = parsed(applied) ?? {};
  return typeof spec === 'object' ? (spec ?? undefined) : undefined;
}

/**
 * Why an object that sends users to what vanishes with its canary cannot be given back: nobody kept its former spec, and
 * the mesh knows no other place for them. Who deletes the Canary can do so without.
 */
export const nothingToRestore = (found: KubeObject, isDeleted: boolean): Stop =>
  new Stop({
    field: `annotations of ${found.kind} ${nameOf(found)}`,
    found: 'nothing to restore its spec from',
    allowed:
      `${KUBECTL} or ${ORIGINAL} with its former configuration, or a spec that names neither the primary nor the canary`
      + (isDeleted ? ', or spec.revertOnDeletion: false to delete the Canary without that' : ''),
  });

function parsed(json: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' ? (value ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
