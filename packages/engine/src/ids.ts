import type { Canary } from '@flagger/api';
import { digest, uuid } from './digest.ts';
import type { Observed } from './observed.ts';

/**
 * Names the step that follows the status as it is, for the revision that is seen now. It is derived and not
 * remembered, so a process that was killed inside a step comes to the same id, and so to the same names of events,
 * questions and the primary's `flagger-id`.
 */
export const stepId = (observed: Observed): string => stepOf(observed.canary, revisionOf(observed));

const stepOf = (canary: Canary, revision: readonly unknown[]): string =>
  digest(statusId(canary), revision).slice(0, 16);

/** Names the revision that is seen now, with its configs. */
export const revisionId = (observed: Observed): string => digest(revisionOf(observed)).slice(0, 16);

const revisionOf = ({ target }: Observed): readonly unknown[] =>
  target.state === 'found' ? [target.workload.revision, checksumOf(target.configs)] : [];

/** Names the status as it is: moves with each step or check that ended. */
export function statusId({ metadata, status }: Canary): readonly unknown[] {
  const { phase, lastTransitionTime, canaryWeight, failedChecks, iterations } = status;
  return [metadata.uid, phase, lastTransitionTime, canaryWeight, failedChecks, iterations];
}

/** The annotation `flagger-id` of a primary that is copied in this step: doing it twice restarts nothing. */
export const flaggerId = (observed: Observed): string => uuid('flagger-id', stepId(observed));

/** The same where the target is at what the run is about, whatever it was set to since. */
export function appliedFlaggerId({ canary }: Observed): string {
  const { lastAppliedSpec, trackedConfigs = {} } = canary.status;
  return uuid('flagger-id', stepOf(canary, [lastAppliedSpec, checksumOf(trackedConfigs)]));
}

/** The annotation of a primary that is made anew in this step, which no run has copied. */
export const restoredId = (observed: Observed): string => uuid('restored', stepId(observed));

/** Digest of the revision and the configs it uses, told to hooks as `checksum`. */
export function checksum({ status }: Canary): string {
  return digest(status.lastAppliedSpec ?? '', checksumOf(status.trackedConfigs ?? {})).slice(0, 16);
}

const checksumOf = (configs: Readonly<Record<string, string>>): unknown => Object.entries(configs).sort();
