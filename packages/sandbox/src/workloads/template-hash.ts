import type { PodTemplate } from './kinds.ts';

/** The label that ties pods to the ReplicaSet of their template. */
export const TEMPLATE_HASH = 'pod-template-hash';

/**
 * A short name for a pod template: the same for the same template, whatever the order of its fields and whichever
 * ReplicaSet it was copied into.
 */
export function templateHash(template: PodTemplate): string {
  const { creationTimestamp: _, ...metadata } = { creationTimestamp: undefined, ...template.metadata };
  const labels = Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([name]) => name !== TEMPLATE_HASH));
  return safeText(fnv(canonical({ ...template, metadata: { ...metadata, labels } })));
}

/** 32-bit FNV-1a of a text. */
export function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** A number in letters and digits of which no words can be made, as in the names of pods. */
export function safeText(value: number): string {
  return Array.from(String(value), (digit) => SAFE[(Number(digit) * 7 + 3) % SAFE.length] ?? '').join('');
}

export const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    isPlain(field)
      ? Object.fromEntries(
          Object.entries(field)
            .filter(([, each]) => each !== null)
            .sort(byName),
        )
      : field,
  );
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;
