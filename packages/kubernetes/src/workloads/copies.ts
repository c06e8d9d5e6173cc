import type { Canary, LostConfig, Seen, Written } from '@flagger/api';
import { configKey, copiesIn, type ConfigRef, isTracked } from './config-refs.ts';
import { type CopiedConfig, copyConfigs, type CopyingConfigs, copyMissing, type Referring } from './copy-configs.ts';
import { originalName } from './names.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { WorkloadDeps } from './settings.ts';

/** The copies of configs that pods of one canary's primary start with. */
export class Copies {
  /** What the copies held when they were last seen, as checksums by `configmap/<name>` or `secret/<name>`. */
  private readonly held = new Map<string, string>();

  constructor(private readonly deps: Pick<WorkloadDeps, 'objects' | 'configs' | 'options'>) {}

  /** Those that a primary refers to and that are gone. */
  async lost(canary: Canary, primary: PodWorkload | undefined): Promise<Pick<Seen, 'lostConfigs'>> {
    if (!primary || !this.deps.options.trackConfigs) {
      return {};
    }
    const refs = copiesIn(primary.spec.template.spec);
    this.keepOnly(new Set(refs.map(({ kind, name }) => configKey(kind, name))));
    const looked = await Promise.all(refs.map((ref) => this.look(canary.metadata.namespace, ref)));
    const lostConfigs = looked.flatMap((lost) => lost ?? []);
    return lostConfigs.length > 0 ? { lostConfigs } : {};
  }

  /** Makes each what its original is. */
  make(canary: Canary, tracked: readonly CopiedConfig[], referring: Referring = {}): Promise<Written> {
    return copyConfigs(canary, tracked, { ...this.copying(), ...referring });
  }

  /** Makes those that a primary lacks of their originals as they are now. */
  async makeMissing(canary: Canary, primary: PodWorkload): Promise<Written> {
    return this.deps.options.trackConfigs ? copyMissing(canary, primary, this.copying()) : [];
  }

  private async look(namespace: string, { kind, name: copy, isOptional }: ConfigRef): Promise<LostConfig | undefined> {
    const { configs } = this.deps;
    const key = configKey(kind, copy);
    const found = await configs.track(kind, namespace, copy);
    if (found) {
      this.held.set(key, found.checksum);
      return undefined;
    }
    const name = originalName(copy) ?? '';
    const original = await configs.track(kind, namespace, name);
    const checksum = original && isTracked(kind, original) ? original.checksum : undefined;
    // pods start without it, and by its name alone it need not be a copy
    if (isOptional && checksum === undefined) {
      return undefined;
    }
    const held = this.held.get(key);
    return {
      kind,
      name,
      copy,
      key: configKey(kind, name),
      ...(checksum !== undefined && { checksum }),
      ...(held !== undefined && { held }),
    };
  }

  private keepOnly(keys: ReadonlySet<string>): void {
    [...this.held.keys()].filter((key) => !keys.has(key)).forEach((key) => this.held.delete(key));
  }

  private copying(): CopyingConfigs {
    return { ...this.deps, prefixes: this.deps.options.includeLabelPrefix };
  }
}
