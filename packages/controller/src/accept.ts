import {
  parseCanary,
  statusOf,
  stepless,
  uncountable,
  type Canary,
  type Problem,
  type Parsed,
  type RawCanary,
} from '@flagger/api';
import { writtenDown } from '@flagger/engine';
import { foreignReferences } from './foreign-references.ts';
import type { Meshes, NamedMesh } from './meshes.ts';
import type { Kin, Rivals } from './rivals.ts';

/** What could be read of a Canary, and all that is wrong with it. */
export interface Accepted {
  /** Undefined where it cannot be read. */
  readonly canary: Canary | undefined;
  /** Its mesh; where that is not known, the one that it was in. Undefined where there is none. */
  readonly provider: NamedMesh | undefined;
  /** The other Canaries of its target. */
  readonly kin?: Kin;
  /** Empty where it can work. */
  readonly problems: readonly Problem[];
}

/** What is known of the meshes and of other canaries, and what flags forbid. */
export interface Accepting {
  readonly meshes: Meshes;
  readonly rivals: Pick<Rivals, 'heard' | 'rivalsOf'>;
  /** Whether canaries may refer to their own namespace only; false if undefined. */
  readonly isWithinNamespace?: boolean | undefined;
}

/**
 * Reads a Canary of the API: its spec must make sense, its mesh be known and able to route it, its target belong to
 * no older Canary, and what it refers to be allowed.
 */
export function accept(raw: RawCanary, { meshes, rivals, isWithinNamespace = false }: Accepting): Accepted {
  const parsed = parsedOnce(raw);
  const { canary } = parsed;
  if (!canary) {
    return { canary, provider: undefined, problems: parsed.problems ?? [] };
  }
  const mesh = meshes.of(canary.spec.provider);
  const kin = rivals.rivalsOf(raw);
  const problems = [
    ...(parsed.problems ?? []),
    ...('problem' in mesh
      ? [mesh.problem]
      : [...stepless(canary, mesh.provider), ...mesh.provider.problems(canary), ...uncountable(canary, mesh.provider)]),
    ...(kin.problem ? [kin.problem] : []),
    ...(isWithinNamespace ? foreignReferences(canary) : []),
  ];
  const provider = 'problem' in mesh ? formerMesh(canary, meshes) : mesh.provider;
  return { canary, provider, kin, problems };
}

/** The mesh that a canary is routed in, where its own is not known any more. */
function formerMesh(canary: Canary, meshes: Meshes): NamedMesh | undefined {
  const former = writtenDown({ canary });
  const mesh = former && meshes.of(former.provider);
  return mesh && 'provider' in mesh ? mesh.provider : undefined;
}

/** What the cache gives is never mutated, so each version of a Canary is read once and not in each turn. */
const read = new WeakMap<RawCanary, Parsed>();

function parsedOnce(raw: RawCanary): Parsed {
  const parsed = read.get(raw) ?? parseCanary(raw);
  read.set(raw, parsed);
  return parsed;
}

/** A Canary as far as its spec can be relied on: all of it, or only what telling about it needs. */
export function tellableCanary(raw: RawCanary): Canary {
  return (
    parsedOnce(raw).canary ?? {
      ...raw,
      spec: { targetRef: { apiVersion: '', kind: 'Deployment', name: '' }, service: { port: 0 }, analysis: {} },
      status: statusOf(raw),
    }
  );
}
