import { describe, type MeshProvider, type Problem } from '@flagger/api';

/** The meshes this operator knows, by name; a Canary without one gets the operator's. */
export class Meshes {
  private readonly byName: ReadonlyMap<string, MeshProvider>;

  /** Throws a sentence where `fallback` (the flag -mesh-provider) is not known. */
  constructor(
    providers: readonly MeshProvider[],
    private readonly fallback: string,
  ) {
    this.byName = new Map(providers.flatMap((provider) => provider.names.map((name) => [name, provider] as const)));
    if (!this.byName.has(fallback)) {
      throw new Error(`-mesh-provider: found "${fallback}", allowed is one of ${this.names()}`);
    }
  }

  of(name: string | undefined): { readonly provider: MeshProvider } | { readonly problem: Problem } {
    const wanted = name || this.fallback;
    const provider = this.byName.get(wanted);
    return provider
      ? { provider }
      : { problem: { field: 'spec.provider', found: JSON.stringify(wanted), allowed: `one of ${this.names()}` } };
  }

  /** The same for a Canary that was accepted. */
  providerOf(name: string | undefined): MeshProvider {
    const found = this.of(name);
    if ('problem' in found) {
      throw new Error(describe(found.problem));
    }
    return found.provider;
  }

  private names(): string {
    return [...this.byName.keys()].join(', ');
  }
}
