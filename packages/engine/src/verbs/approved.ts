import type { Canary, ConditionChange } from '@flagger/api';

/** A hook that keeps a run waiting until it says yes. */
export type Gate = 'confirm-rollout' | 'confirm-promotion' | 'confirm-traffic-increase';

const REASONS: Readonly<Record<Gate, string>> = {
  'confirm-rollout': 'ConfirmRollout',
  'confirm-promotion': 'ConfirmPromotion',
  'confirm-traffic-increase': 'ConfirmTrafficIncrease',
};

/** What people approved: gates of one type, of one revision. */
export interface Approval {
  readonly names: readonly string[];
  /** Digest of the revision that waited. */
  readonly revision: string;
}

/** Writes down which gates of a type people opened; it holds until the run has moved on. */
export const approvedCondition = (gate: Gate, approval: Approval): ConditionChange => ({
  status: 'True',
  reason: REASONS[gate],
  message: JSON.stringify(approval),
});

/** The inverse of {@link approvedCondition}: the names of the gates of this type that people opened. */
export function approvedOf({ status }: Pick<Canary, 'status'>, type: string): readonly string[] {
  const condition = status.conditions?.find((each) => each.type === 'Approved');
  const isOfType = Object.entries(REASONS).some(([gate, known]) => gate === type && known === condition?.reason);
  return isOfType ? approvalIn(condition?.message).names : [];
}

/** The revision that people approved; undefined where they did not. */
export function approvedRevision({ status }: Pick<Canary, 'status'>): string | undefined {
  const condition = status.conditions?.find((each) => each.type === 'Approved');
  return condition && approvalIn(condition.message).revision;
}

function approvalIn(message = ''): Approval {
  const written = parsed(message);
  const names = 'names' in written && Array.isArray(written.names) ? written.names : [];
  return {
    names: names.filter((name) => typeof name === 'string'),
    revision: 'revision' in written && typeof written.revision === 'string' ? written.revision : '',
  };
}

function parsed(message: string): object {
  try {
    const written: unknown = JSON.parse(message);
    return typeof written === 'object' && written !== null ? written : {};
  } catch {
    return {};
  }
}
