import { parseCanary, routed, type Canaries } from '@flagger/api';
import type { Lives, Meshes, View } from '@flagger/controller';

export interface StandbyPorts {
  readonly canaries: Canaries;
  readonly view: (key: string) => View;
  readonly meshes: Meshes;
  readonly lives: Lives;
  /** A canary was looked at: what it does not read any more may be dropped. */
  readonly endTurn: (key: string) => void;
  /** The canary is gone: drop what was kept for it. */
  readonly forget: (key: string) => void;
}

/** More at once would wait for each other, and for the first lists, until they fail. */
const SIDE_BY_SIDE = 16;

/**
 * Reads what canaries are made of, as turns do, so that the caches are warm when it is on us to act. It decides and
 * writes nothing.
 */
export class Standby {
  private readonly due = new Set<string>();
  private readonly underWay = new Set<string>();
  private hasEnded = false;

  constructor(private readonly ports: StandbyPorts) {}

  /**
   * Looks once at each version of a canary's spec, a few canaries at a time; what cannot be read is looked at again
   * when something happens to it. Never fails.
   */
  look(key: string): void {
    if (!this.hasEnded) {
      this.due.add(key);
      this.pump();
    }
  }

  /** It is on us to act now: turns look themselves. */
  end(): void {
    this.hasEnded = true;
    this.due.clear();
  }

  private pump(): void {
    for (const key of this.due) {
      if (this.underWay.size >= SIDE_BY_SIDE) {
        return;
      }
      // one at a time for each, so that nothing is read for a canary after it was forgotten
      if (!this.underWay.has(key)) {
        this.due.delete(key);
        void this.take(key);
      }
    }
  }

  private async take(key: string): Promise<void> {
    this.underWay.add(key);
    await this.lookAt(key);
    this.underWay.delete(key);
    this.pump();
  }

  private async lookAt(key: string): Promise<void> {
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
    const provider = 'provider' in mesh ? mesh.provider : undefined;
    const workloads = provider?.workloads(objects) ?? view.workloads(objects);
    const backends = await workloads.backends(canary);
    await Promise.all([workloads.see(canary), provider?.router(objects).routes(routed(canary, backends))]);
    this.ports.endTurn(key);
  }
}
