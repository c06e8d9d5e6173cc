import type { Clock } from '@flagger/api';
import type { Mesh } from '../mesh/index.ts';
import type { Users } from '../traffic/index.ts';
import type { Circumstances } from './scenarios.ts';

export interface Place {
  readonly mesh: Pick<Mesh, 'fail'>;
  readonly users: Pick<Users, 'pace'>;
  readonly clock: Clock;
  readonly say: (sentence: string) => void;
}

/** Plays what happens to everybody alike while a version is released. */
export class Meanwhile {
  private cancel: (() => void) | undefined;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly place: Place,
  ) {
    place.users.pace(circumstances.perSecond);
    this.fail(circumstances.failing);
  }

  /** The new version has users. */
  begin(): void {
    const { outage } = this.circumstances;
    if (outage !== undefined && this.cancel === undefined) {
      this.cancel = this.place.clock.after(outage.afterMs, () => this.breakDown(outage));
    }
  }

  end(): void {
    this.cancel?.();
    this.place.mesh.fail([]);
  }

  private breakDown({ forMs, share }: NonNullable<Circumstances['outage']>): void {
    const { clock, say } = this.place;
    say(`what both versions need breaks down: ${percent(share)} of all answers fail`);
    this.fail(share);
    this.cancel = clock.after(forMs, () => {
      say('it is back');
      this.fail(this.circumstances.failing);
    });
  }

  private fail(share: number): void {
    this.place.mesh.fail([{ status: 503, share }]);
  }
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
