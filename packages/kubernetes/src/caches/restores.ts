import type { Log } from '@flagger/api';
import type { Machine } from '../client/machine.ts';

export interface RestoresPorts {
  readonly machine: Machine;
  readonly log: Log;
  /** Whatever has seen a later moment than this resourceVersion is to begin anew. */
  readonly beginAnew: (resourceVersion: string) => void;
}

/** What lists show in which the cluster is older than what was seen. */
export interface WentBack {
  readonly seen: string | undefined;
  readonly listed: string;
}

/** The silence of the last watch that notices a restore is over by then. */
const ONE_RESTORE_MS = 10 * 60_000;

/**
 * The cluster went back in time, as after a restore: told once, and everything begins anew with whoever notices first,
 * since the watches of the other kinds may be deaf for minutes.
 */
export class Restores {
  private noticedAt: number | undefined;

  constructor(private readonly ports: RestoresPorts) {}

  noticed(wentBack: WentBack, keys: Readonly<Record<string, unknown>>): void {
    const { machine, log, beginAnew } = this.ports;
    const now = machine.elapsed();
    if (this.noticedAt !== undefined && now - this.noticedAt < ONE_RESTORE_MS) {
      log.debug('the cluster went back in time for this kind as well', { ...keys, ...wentBack });
      return;
    }
    this.noticedAt = now;
    const message = 'the cluster went back in time, as after a restore: what is known of it begins anew';
    log.warn(message, { ...keys, ...wentBack });
    beginAnew(wentBack.listed);
  }
}
