import type { WorkloadState } from '@flagger/api';
import type { Scene } from './plot.ts';

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
    private readonly scene: Scene,
    { later, line }: Telling,
  ) {
    this.later = later;
    this.line = line;
  }

  copy(text: string, flaggerId: string): boolean {
    const { scene } = this;
    const isServing = scene.primary?.isServing ?? false;
    this.line(text);
    scene.primary = { revision: scene.target?.revision ?? '', state: WAKING, isServing, flaggerId };
    this.later(scene.podSeconds, () => {
      const { primary } = scene;
      scene.primary = primary?.flaggerId === flaggerId ? { ...primary, state: READY, isServing: true } : primary;
    });
    return true;
  }

  sleep(): boolean {
    const { target } = this.scene;
    const isAwake = target !== undefined && target.state.state !== 'asleep';
    if (!isAwake) {
      return false;
    }
    this.line('scale   target to 0');
    this.scene.target = { ...target, state: ASLEEP, isServing: false };
    return true;
  }

  wake(): boolean {
    const { target } = this.scene;
    if (target?.state.state !== 'asleep') {
      return false;
    }
    this.line('scale   target to 1');
    this.roll();
    return true;
  }

  /** A Deployment with pods rolls when its template changes. */
  rollTarget(): void {
    const { target } = this.scene;
    if (target && target.revision !== this.rolled && target.state.state !== 'asleep') {
      this.roll();
    }
    this.rolled = target?.revision ?? this.rolled;
  }

  private roll(): void {
    const { scene } = this;
    scene.target = scene.target && { ...scene.target, state: WAKING };
    this.later(scene.podSeconds, () => {
      const { target } = scene;
      scene.target = target?.state === WAKING ? { ...target, state: READY, isServing: true } : target;
    });
  }
}
