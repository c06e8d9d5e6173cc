import { describe, NotInstalled, Stop, Wait, type Action } from '@flagger/api';
import type { Failing } from '@flagger/engine';
import { textOfAction } from './error-words.ts';

const NONE: readonly Failing[] = [];

/** The actions of one canary that failed when they were last tried, for the engine to see. */
export class Failures {
  private failing: Map<string, Failing> | undefined;
  private step = '';
  /** Whether something went again in this turn that had failed. */
  private hasPassed = false;
  /** Turns in a row in which something failed. */
  times = 0;

  known(): readonly Failing[] {
    return this.failing ? [...this.failing.values()] : NONE;
  }

  failed(tried: Action, error: unknown, now: number): void {
    this.failing ??= new Map();
    const action = tried.do;
    const why = {
      ...(error instanceof Stop && { problem: error.problem }),
      ...(error instanceof Wait && error.problem && { awaited: error.problem }),
      ...(error instanceof NotInstalled && { isUninstalled: true as const }),
    };
    const message = error instanceof Stop ? describe(error.problem) : textOfAction(tried, error);
    const key = keyOf(tried);
    this.failing.set(key, { action, message, ...why, since: this.failing.get(key)?.since ?? now });
  }

  succeeded(action: Action): void {
    this.hasPassed = this.failing?.delete(keyOf(action)) === true || this.hasPassed;
  }

  /**
   * A turn is over: what is not tried any more in another step, or of another spec, has not failed there. Tells whether
   * there was such a thing, or one that went again, so that it has to be decided anew.
   */
  endTurn(actions: readonly Action[], step: string, hasFailed: boolean): boolean {
    let { hasPassed } = this;
    for (const key of step === this.step ? [] : (this.failing?.keys() ?? [])) {
      if (!actions.some((each) => keyOf(each) === key)) {
        this.failing?.delete(key);
        hasPassed = true;
      }
    }
    this.step = step;
    this.hasPassed = false;
    this.times = hasFailed ? this.times + 1 : 0;
    return hasPassed;
  }
}

/** The same may be done in one turn under several names: that it goes for one says nothing of another. */
function keyOf(action: Action): string {
  const { apex } = 'apex' in action ? action : {};
  const former = 'former' in action ? action.former : undefined;
  return apex === undefined && former === undefined ? action.do : `${action.do} ${JSON.stringify([apex, former])}`;
}
