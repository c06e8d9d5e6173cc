import { webhooksOf, type Request } from '@flagger/api';
import { heldFor } from '../hold.ts';
import { revisionId } from '../ids.ts';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { notBegun, takenBack } from './abort.ts';
import type { Answer } from './answer.ts';
import { approvedCondition, approvedOf, approvedRevision, type Gate } from './approved.ts';

/** The gates that a request is about, all of which keep the canary waiting now. */
interface Waiting {
  readonly gate: Gate;
  readonly names: readonly string[];
}

/** Opens what the canary waits for, for this once. Who approves a rollback hook rolls back. */
export function approve(observed: Observed, request: Request): Answer {
  const { canary } = observed;
  const waiting = waitingFor(observed, request);
  if (waiting) {
    const { gate, names } = waiting;
    const isSame = approvedRevision(canary) === revisionId(observed);
    const all = [...new Set([...(isSame ? approvedOf(canary, gate) : []), ...names])];
    return {
      does: `${gate} ${names.join(', ')} of ${nameOf(canary)} approved`,
      change: { conditions: { Approved: approvedCondition(gate, { names: all, revision: revisionId(observed) }) } },
    };
  }
  return isForRollback(observed, request)
    ? takenBack(observed, { reason: 'RollbackHook', why: `Rolling back ${nameOf(canary)} approved by hand` })
    : { refused: nothingWaits(observed, request) };
}

/** Says no to what the canary waits for: the revision is taken back. */
export function reject(observed: Observed, request: Request): Answer {
  const { canary } = observed;
  const waiting = waitingFor(observed, request);
  if (!waiting) {
    return {
      refused: isForRollback(observed, request)
        ? 'a rollback hook that says no changes nothing'
        : nothingWaits(observed, request),
    };
  }
  const why = `rejected by hand: ${waiting.gate} ${waiting.names.join(', ')}`;
  return waiting.gate === 'confirm-rollout'
    ? notBegun(observed, `Canary was not released, ${why}`)
    : takenBack(observed, { reason: 'Rejected', why: `Rolling back ${nameOf(canary)} ${why}` });
}

function waitingFor(observed: Observed, { of }: Request): Waiting | undefined {
  const gate = gateNow(observed);
  const names = gate ? webhooksOf(observed.canary, gate).map(({ name }) => name) : [];
  const meant = of === undefined || of === gate ? names : names.filter((name) => name === of);
  return gate && meant.length > 0 ? { gate, names: meant } : undefined;
}

function gateNow(observed: Observed): Gate | undefined {
  switch (observed.canary.status.phase) {
    case 'Waiting':
      return 'confirm-rollout';
    case 'WaitingPromotion':
      return 'confirm-promotion';
    default:
      return heldFor(observed) === 'WaitingForTrafficIncrease' ? 'confirm-traffic-increase' : undefined;
  }
}

/** Such a hook keeps nobody waiting, so that it has to be named. */
function isForRollback({ canary }: Observed, { of }: Request): boolean {
  const { phase } = canary.status;
  const hooks = webhooksOf(canary, 'rollback');
  const isMeant = hooks.length > 0 && (of === 'rollback' || hooks.some(({ name }) => name === of));
  return isMeant && (phase === 'Progressing' || phase === 'WaitingPromotion');
}

function nothingWaits(observed: Observed, { of }: Request): string {
  const gate = gateNow(observed);
  const names = gate ? webhooksOf(observed.canary, gate).map(({ name }) => name) : [];
  if (names.length === 0) {
    return 'the canary waits for no gate';
  }
  return `the canary does not wait for ${of ?? 'a gate'}, but for ${gate ?? ''} ${names.join(', ')}`;
}
