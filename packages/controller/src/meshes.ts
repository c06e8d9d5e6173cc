import {
  describe,
  PROVIDER_NAMES,
  type MeshOptions,
  type MeshProvider,
  type MeshRouter,
  type Objects,
  type Problem,
  type Workloads,
} from '@flagger/api';

/** A mesh under one of its names, with the options of this operator. */
export interface NamedMesh extends Omit<MeshProvider, 'router' | 'workloads'> {
  readonly name: string;
  router(objects: Objects): MeshRouter;
  /** The mesh's own workload port; undefined where it has none. */
  workloads(objects: Objects): Workloads | undefined;
}

/** The meshes this operator knows, by name; a Canary without one gets the operator's. */
export class Meshes {
  private readonly byName: ReadonlyMap<string, NamedMesh>;

  /** Throws a sentence where `fallback` (the flag -mesh-provider) is not known. */
  constructor(
    providers: readonly MeshProvider[],
    private readonly fallback: string,
    options: MeshOptions,
  ) {
    const judge = providers.find(({ names, judgesAll }) => judgesAll && names.includes(fallback));
    this.byName = new Map(
      providers.flatMap((provider) =>
        provider.names.map((name) => [name, named(judgedBy(judge, provider), name, options)] as const),
      ),
    );
    if (!this.byName.has(fallback)) {
      throw new Error(`-mesh-provider: found "${fallback}", allowed is one of ${this.names()}`);
    }
  }

  of(name: string | undefined): { readonly provider: NamedMesh } | { readonly problem: Problem } {
    const wanted = name || this.fallback;
    const provider = this.byName.get(wanted);
    return provider
      ? { provider }
      : { problem: { field: 'spec.provider', found: JSON.stringify(wanted), allowed: `one of ${this.choices()}` } };
  }

  /** The same for a Canary that was accepted. */
  providerOf(name: string | undefined): NamedMesh {
    const found = this.of(name);
    if ('problem' in found) {
      throw new Error(describe(found.problem));
    }
    return found.provider;
  }

  /** What a Canary may say: the CRD takes fewer names than the command line does. */
  private choices(): string {
    const taken = [...this.byName.keys()].filter((name) => PROVIDER_NAMES.includes(name));
    return taken.length > 0 ? taken.join(', ') : this.names();
  }

  private names(): string {
    return [...this.byName.keys()].join(', ');
  }
}

/** The mesh with what another one measures, where that one judges for all. */
function judgedBy(judge: MeshProvider | undefined, provider: MeshProvider): MeshProvider {
  if (!judge) {
    return provider;
  }
  const { counters: _counters, uncounted: _uncounted, ...rest } = provider;
  const { queries, counters, uncounted, durationUnit } = judge;
  return { ...rest, queries, durationUnit, ...(counters ? { counters } : uncounted !== undefined && { uncounted }) };
}

function named(provider: MeshProvider, name: string, options: MeshOptions): NamedMesh {
  const chosen = { name, options };
  return {
    ...provider,
    name,
    router: (objects) => provider.router(objects, chosen),
    workloads: (objects) => provider.workloads?.(objects, chosen),
  };
}
