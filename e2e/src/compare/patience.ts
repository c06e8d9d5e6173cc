import { conditionText, metAt, type Condition, type QuietCondition } from './condition.ts';
import type { Journal } from './journal.ts';
import { shown } from './shown.ts';
import { statusOf } from './tidy.ts';

/** How a wait ended: met, or never met with a text that says what was missing. */
export type Waited = { readonly met: true } | { readonly met: false; readonly missing: string };

/** Waits for the conditions of an operation, one after the other; those about different canaries in any order. */
export class Patience {
  /** `isOver` says that nothing more will happen. */
  constructor(
    private readonly journal: Journal,
    private readonly isOver: () => boolean,
  ) {}

  /** `from` is the position in the journal after the operation before; `patienceMs` is for each condition. */
  async wait(conditions: readonly Condition[], from: number, patienceMs: number): Promise<Waited> {
    let at = from;
    for (const [index, condition] of conditions.entries()) {
      if (condition.wait === 'seconds') {
        await this.seconds(condition.seconds);
      } else if (condition.wait === 'quiet') {
        await this.quiet(condition, at);
      } else {
        const met = await this.until(
          () => metAt(condition, this.journal.sightings, areApart(conditions, index) ? from : at),
          patienceMs,
        );
        if (met === undefined) {
          return {
            met: false,
            missing: `${conditionText(condition)} did not come within ${Math.round(patienceMs / 1000)} s; ${this.lastStatus()}`,
          };
        }
        at = Math.max(at, met);
      }
    }
    return { met: true };
  }

  private async seconds(seconds: number): Promise<void> {
    if (!this.isOver() && seconds > 0) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }

  /** Goes along with the recorded statuses, then waits as long as Flagger was quiet. */
  private async quiet({ passes, seconds, atMost }: QuietCondition, from: number): Promise<void> {
    const end = Date.now() + atMost * 1000;
    let at = from;
    for (const pass of passes) {
      const start: number = pass.wait === 'routing' ? from : at;
      const met = await this.until(() => metAt(pass, this.journal.sightings, start), end - Date.now());
      if (met === undefined) {
        return;
      }
      // a step writes its status and its routes in an order of the operator's own
      at = pass.wait === 'routing' ? at : Math.max(at, met);
    }
    await this.seconds(Math.min(seconds, (end - Date.now()) / 1000));
  }

  private async until(met: () => number | undefined, ms: number): Promise<number | undefined> {
    const end = Date.now() + ms;
    let found = met();
    while (found === undefined && Date.now() < end && !this.isOver()) {
      await this.journal.next(Math.min(1000, end - Date.now()));
      found = met();
    }
    return found;
  }

  private lastStatus(): string {
    const last = this.journal.sightings.findLast((sighting) => sighting.saw === 'status');
    return last?.saw === 'status'
      ? `the last status of ${last.canary} is: ${shown(statusOf(last.status))}`
      : 'no Canary has a status';
  }
}

/** Whether a condition and the one before it are about different canaries. */
function areApart(conditions: readonly Condition[], index: number): boolean {
  const [condition, before] = [conditions[index], conditions[index - 1]];
  return condition?.wait === 'status' && before?.wait === 'status' && condition.canary !== before.canary;
}
