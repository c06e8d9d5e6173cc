import { type Canary, isOwned, ORIGINAL, originalKept, originalSpec, Stop } from '@flagger/api';
import { isRouted, type VirtualService } from './virtual-service.ts';

/** The annotation that keeps what someone else's object says, as long as it still says what they wrote; none where it is kept already. */
export const foreignOriginal = (canary: Canary, found: VirtualService): Readonly<Record<string, string>> =>
  isOwned(canary, found.metadata) || isRouted(canary, found) ? {} : originalKept(found);

/** The inverse of {@link foreignOriginal}: the spec to give back. Throws {@link Stop} where nobody kept one. */
export function originalToRestore(found: VirtualService): unknown {
  const spec = originalSpec(found);
  if (spec === undefined) {
    throw new Stop({
      field: `annotations of VirtualService ${found.metadata.name}.${found.metadata.namespace ?? ''}`,
      found: 'nothing to restore its spec from',
      allowed: `kubectl.kubernetes.io/last-applied-configuration or ${ORIGINAL} with its former configuration, or a spec that names neither the primary nor the canary`,
    });
  }
  return spec;
}
