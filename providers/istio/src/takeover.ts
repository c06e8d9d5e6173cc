import { type Canary, Stop } from '@flagger/api';
import { isOwned } from './metadata.ts';
import { isRouted, type VirtualService } from './virtual-service.ts';

/** Where we keep the spec, as JSON, of an object that was there before its canary. */
export const ORIGINAL = 'flagger.kubernetes.io/original-configuration';
/** Where `kubectl apply` keeps the whole object, as JSON. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether the object is someone else's and still says what they wrote. */
export const isForeign = (canary: Canary, found: VirtualService): boolean => !isOwned(canary, found.metadata) && !isRouted(canary, found);

/** The annotation that keeps what a foreign object said; none where it is kept already. */
export function originalKept(canary: Canary, found: VirtualService): Readonly<Record<string, string>> {
  const { annotations = {} } = found.metadata;
  const isKept = KUBECTL in annotations || ORIGINAL in annotations;
  return isForeign(canary, found) && !isKept ? { [ORIGINAL]: JSON.stringify(found.spec) } : {};
}

/** The inverse of {@link originalKept}: the spec to give back. Throws {@link Stop} where nobody kept one. */
export function originalSpec({ metadata }: VirtualService): unknown {
  const { [KUBECTL]: applied, [ORIGINAL]: original } = metadata.annotations ?? {};
  const spec = applied === undefined ? parsed(original) : parsed(applied)?.['spec'];
  if (spec === undefined) {
    throw new Stop({
      field: `annotations of VirtualService ${metadata.name}.${metadata.namespace ?? ''}`,
      found: 'nothing to restore its spec from',
      allowed: `${KUBECTL} or ${ORIGINAL} with its former configuration, or a spec that names neither the primary nor the canary`,
    });
  }
  return spec;
}

function parsed(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
