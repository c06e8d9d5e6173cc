import { parseCanary, type Canaries } from '@flagger/api';
import type { Lives, Meshes, View } from '@flagger/controller';

export interface StandbyPorts {
  readonly canaries: Canaries;
  readonly view: (key: string) => View;
  readonly meshes: Meshes;
  readonly lives: Lives;
  /** The canary is gone: drop what was kept for it. */
  readonly forget: (key: string) => void;
}

/**
 * Reads what canaries are made of, as turns do, so that the caches are warm when it is on us to act. It decides and
 * writes nothing.
 */
export class Standby {
  constructor(private readonly ports: StandbyPorts) {}

  /**
   * Looks once at each version of a canary's spec; what cannot be read is looked at again when something happens to
   * it. Never fails.
   */
  async look(key: string): Promise<void> {
    const raw = this.ports.canaries.read(key);
    if (raw === undefined) {
      this.ports.lives.forget(key);
      this.ports.forget(key);
      return;
    }
    const version = `${raw.metadata.uid} ${raw.metadata.generation ?? 0}`;
    const life = this.ports.lives.of(key);
    if (life.looked === version) {
      return;
    }
    life.looked = version;
    await this.read(key).catch(() => (life.looked = undefined));
  }

  private async read(key: string): Promise<void> {
    const raw = this.ports.canaries.read(key);
    const parsed = raw && parseCanary(raw);
    if (!parsed?.ok) {
      return;
    }
    const { canary } = parsed;
    const mesh = this.ports.meshes.of(canary.spec.provider);
    const view = this.ports.view(key);
    const { objects } = view;
    await Promise.all([
      view.workloads(objects).see(canary),
      'provider' in mesh ? mesh.provider.router(objects).routes(canary) : undefined,
    ]);
  }
}
