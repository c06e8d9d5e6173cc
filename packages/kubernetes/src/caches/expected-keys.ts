import type { RawCanary } from '@flagger/api';
import { isRecord } from '../client/api-error.ts';

const SUFFIXES = ['', '-primary', '-canary'];

/**
 * Keys of the objects that canaries will most likely ask for: those named like the canary, or like what it refers to.
 * A guess only spares requests: what is missing here is read one by one, what is too much stays in memory.
 */
export function expectedKeys(canaries: readonly RawCanary[]): ReadonlySet<string> {
  return new Set(
    canaries.flatMap(({ metadata, spec }) =>
      [...new Set([metadata.name, ...namesIn(spec)])].flatMap((name) =>
        SUFFIXES.map((suffix) => `${metadata.namespace}/${name}${suffix}`),
      ),
    ),
  );
}

/** `name` in each object of the spec: targetRef, service, autoscalerRef, ingressRef and the like. */
function namesIn(spec: unknown): readonly string[] {
  const parts = isRecord(spec) ? Object.values(spec).filter(isRecord) : [];
  return parts.map(({ name }) => name).filter((name) => typeof name === 'string');
}
