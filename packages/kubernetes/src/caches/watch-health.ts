import type { Log } from '@flagger/api';
import { ApiError } from '../client/api-error.ts';
import type { Machine } from '../client/machine.ts';

/** How many failures in a row are worth a warning. */
export const TROUBLE = 3;

/** How one watch fares: when something was last heard, since when nothing works, and what was told of that. */
export class WatchHealth {
  /** In a row. */
  failures = 0;
  private heardAt: number;
  private troubleAt: number | undefined;
  private problem = '';
  private isToldOnStream = false;
  private hasToldTrouble = false;

  constructor(
    private readonly machine: Machine,
    private readonly log: Log,
    private readonly keys: Readonly<Record<string, unknown>>,
  ) {
    this.heardAt = machine.elapsed();
  }

  /** Ms since the last list, event or bookmark. */
  get ageMs(): number {
    return this.machine.elapsed() - this.heardAt;
  }

  /** What has been failing without a success in between, and for how long, ms; undefined while all is well. */
  get trouble(): { readonly ms: number; readonly problem: string } | undefined {
    return this.troubleAt === undefined
      ? undefined
      : { ms: this.machine.elapsed() - Math.max(this.troubleAt, this.heardAt), problem: this.problem };
  }

  /** Whether streams have ended for so long with what the server tells on them: from there it may tell that for ever. */
  isStuck(ms: number): boolean {
    return this.isToldOnStream && (this.trouble?.ms ?? 0) >= ms;
  }

  /** A list was complete, or an event or a bookmark came. */
  heard(): void {
    this.heardAt = this.machine.elapsed();
  }

  /** The watch works. */
  recovered(): void {
    this.failures = 0;
    this.troubleAt = undefined;
    if (this.hasToldTrouble) {
      this.log.info('watch works again', this.keys);
    }
    this.hasToldTrouble = false;
  }

  failed(error: unknown): void {
    this.failures += 1;
    this.troubleAt ??= this.machine.elapsed();
    this.problem = messageOf(error);
    // a request that is refused throws what says so, with the answer as its cause
    this.isToldOnStream = error instanceof ApiError;
  }

  /** One broken stream is nothing; several in a row, or having nothing to go on yet, is worth a warning, once. */
  tell(hasNothingYet: boolean): void {
    const keys = { ...this.keys, error: this.problem };
    const isTrouble = this.failures >= TROUBLE || hasNothingYet;
    if (isTrouble && !this.hasToldTrouble) {
      this.log.warn('watch is interrupted; it is tried again and again', keys);
    } else {
      this.log.debug('watch ended', keys);
    }
    this.hasToldTrouble ||= isTrouble;
  }
}

/** What an error says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
