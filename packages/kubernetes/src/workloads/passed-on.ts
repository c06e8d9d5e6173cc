import type { Backends, Canary, Copied, EnsuredConfig, Ref, Seen, Workloads, Written } from '@flagger/api';

/**
 * Workloads that pass each call on to others. Its methods are shared by all of them: there is one of these for each
 * canary, and closures of their own took 2 KiB of each.
 */
export abstract class PassedOn implements Workloads {
  /** Whom the calls of this canary are for. */
  protected abstract of(canary: Canary): Workloads;

  see(canary: Canary): Promise<Seen> {
    return this.of(canary).see(canary);
  }

  generated(canary: Canary): Promise<readonly Ref[]> {
    return this.of(canary).generated(canary);
  }

  backends(canary: Canary): Promise<Backends> {
    return this.of(canary).backends(canary);
  }

  ensureServices(canary: Canary): Promise<Written> {
    return this.of(canary).ensureServices(canary);
  }

  isApexOnTarget(canary: Canary): Promise<boolean> {
    return this.of(canary).isApexOnTarget(canary);
  }

  ensurePrimary(canary: Canary, flaggerId: string, copied?: Copied): Promise<Written> {
    return this.of(canary).ensurePrimary(canary, flaggerId, copied);
  }

  async ensureConfigs(canary: Canary, configs: readonly EnsuredConfig[]): Promise<Written> {
    return this.of(canary).ensureConfigs?.(canary, configs) ?? [];
  }

  ensureApex(canary: Canary): Promise<Written> {
    return this.of(canary).ensureApex(canary);
  }

  ensureScaler(canary: Canary, update: boolean): Promise<Written> {
    return this.of(canary).ensureScaler(canary, update);
  }

  promote(canary: Canary, copied: Copied, flaggerId: string): Promise<Written> {
    return this.of(canary).promote(canary, copied, flaggerId);
  }

  sleepTarget(canary: Canary): Promise<Written> {
    return this.of(canary).sleepTarget(canary);
  }

  wakeTarget(canary: Canary, asPrimary?: boolean): Promise<Written> {
    return this.of(canary).wakeTarget(canary, asPrimary);
  }

  releaseServices(canary: Canary): Promise<Written> {
    return this.of(canary).releaseServices(canary);
  }
}
