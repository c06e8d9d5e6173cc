import type { CanaryStatus } from '@flagger/api';

const SECOND = 1000;

/**
 * When the status was last moved on, to the millisecond where we wrote it ourselves. The API keeps whole seconds, so
 * of what somebody else wrote, or we before a restart, the latest possible moment counts: a check is never early.
 */
export class Since {
  private readonly written = new Map<string, { readonly time: string; readonly at: number }>();

  wrote(key: string, { lastTransitionTime }: CanaryStatus, at: number): void {
    if (lastTransitionTime !== undefined) {
      this.written.set(key, { time: lastTransitionTime, at });
    }
  }

  of(key: string, { lastTransitionTime }: CanaryStatus): number {
    const own = this.written.get(key);
    if (own && own.time === lastTransitionTime) {
      return own.at;
    }
    const parsed = Date.parse(lastTransitionTime ?? '');
    return Number.isNaN(parsed) ? 0 : parsed + SECOND - 1;
  }

  forget(key: string): void {
    this.written.delete(key);
  }
}
