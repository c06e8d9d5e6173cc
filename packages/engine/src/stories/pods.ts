import type { WorkloadState } from '@flagger/api';
import type { World } from './plot.ts';

const READY: WorkloadState = { state: 'ready' };
const ASLEEP: WorkloadState = { state: 'asleep', message: 'it has no replicas' };
const WAKING: WorkloadState = {
  state: 'waking',
  message: 'waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available',
};

interface Telling {
  /** Does something after so many seconds. */
  readonly later: (seconds: number, does: () => void) => void;
  readonly line: (text: string) => void;
}

/** The pods of a story: those of a primary and a target that roll, sleep and wake. */
export class Pods {
  private rolled = 'sha256:v1';
  private readonly later: Telling['later'];
  private readonly line: Telling['line'];

  constructor(
    private readonly world: World,
    { later, line }: Telling,
  ) {
    this.later = later;
    this.line = line;
  }

  copy(text: string, flaggerId: string): boolean {
    const { world } = this;
    const isServing = world.primary?.isServing ?? false;
    this.line(text);
    world.primary = { revision: world.target?.revision ?? '', state: WAKING, isServing, flaggerId };
    this.later(world.podSeconds, () => {
      const { primary } = world;
      world.primary = primary?.flaggerId === flaggerId ? { ...primary, state: READY, isServing: true } : primary;
    });
    return true;
  }

  sleep(): boolean {
    const { target } = this.world;
    const isAwake = target !== undefined && target.state.state !== 'asleep';
    if (!isAwake) {
      return false;
    }
    this.line('scale   target to 0');
    this.world.target = { ...target, state: ASLEEP, isServing: false };
    return true;
  }

  wake(): boolean {
    const { target } = this.world;
    if (target?.state.state !== 'asleep') {
      return false;
    }
    this.line('scale   target to 1');
    this.roll();
    return true;
  }

  /** A Deployment with pods rolls when its template changes. */
  rollTarget(): void {
    const { target } = this.world;
    if (target && target.revision !== this.rolled && target.state.state !== 'asleep') {
      this.roll();
    }
    this.rolled = target?.revision ?? this.rolled;
  }

  private roll(): void {
    const { world } = this;
    world.target = world.target && { ...world.target, state: WAKING };
    this.later(world.podSeconds, () => {
      const { target } = world;
      world.target = target?.state === WAKING ? { ...target, state: READY, isServing: true } : target;
    });
  }
}
