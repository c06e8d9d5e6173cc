import { type Canary, nameIn, progressDeadlineMs, type WorkloadState } from '@flagger/api';
import { conditionOf, type Revision } from './knative-api.ts';

/**
 * Whether Knative could start a revision: one without pods is ready too, since pods come with the first request. Until
 * it could, it has the Canary's deadline from its last word on.
 */
export function revisionState(canary: Canary, name: string, revision: Revision | undefined): WorkloadState {
  const ready = revision && conditionOf(revision, 'Ready');
  if (ready?.status === 'True') {
    return { state: 'ready' };
  }
  const message = `Knative Revision ${nameIn(name, canary.metadata.namespace)} is not ready`;
  const since = Date.parse(ready?.lastTransitionTime ?? revision?.metadata.creationTimestamp ?? '');
  return {
    state: 'waking',
    message,
    ...(Number.isFinite(since) && { stuckAt: since + progressDeadlineMs(canary.spec) }),
  };
}
