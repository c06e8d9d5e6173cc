import type { CanaryStatus } from '@flagger/api';

const SECOND = 1000;

/**
 * When the status of one canary was last moved on, to the millisecond where we wrote it ourselves. The API keeps
 * whole seconds, so of what somebody else wrote, or we before a restart, the latest possible moment counts: a check
 * is never early.
 */
export class Since {
  private written: { readonly time: string; readonly at: number } | undefined;

  wrote({ lastTransitionTime }: CanaryStatus, at: number): void {
    if (lastTransitionTime !== undefined) {
      this.written = { time: lastTransitionTime, at };
    }
  }

  of({ lastTransitionTime }: CanaryStatus): number {
    if (this.written && this.written.time === lastTransitionTime) {
      return this.written.at;
    }
    const parsed = Date.parse(lastTransitionTime ?? '');
    return Number.isNaN(parsed) ? 0 : parsed + SECOND - 1;
  }
}
