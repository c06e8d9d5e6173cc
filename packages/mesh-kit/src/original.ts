import { type KubeObject, nameOf, Stop } from '@flagger/api';

/** Where we keep the spec, as JSON, of an object that was there before its canary. */
export const ORIGINAL = 'flagger.kubernetes.io/original-configuration';
/** Where `kubectl apply` keeps the whole object, as JSON. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/** The annotation that keeps what an object says now; none where its former spec is kept already. */
export function originalKept({ metadata: { annotations = {} }, spec }: KubeObject): Readonly<Record<string, string>> {
  return KUBECTL in annotations || ORIGINAL in annotations ? {} : { [ORIGINAL]: JSON.stringify(spec) };
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
 * The same for an object that sends users to what vanishes with its canary. Throws {@link Stop} where nobody kept a
 * spec.
 */
export function originalToRestore(found: KubeObject): object {
  const spec = originalSpec(found);
  if (!spec) {
    throw new Stop({
      field: `annotations of ${found.kind} ${nameOf(found)}`,
      found: 'nothing to restore its spec from',
      allowed: `${KUBECTL} or ${ORIGINAL} with its former configuration, or a spec that names neither the primary nor the canary`,
    });
  }
  return spec;
}

function parsed(json: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' ? (value ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
