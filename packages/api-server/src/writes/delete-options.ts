import { at, type Json, numberAt, stringAt } from '../json.ts';
import { badRequest } from '../refusal.ts';

/** How an object is to be deleted. */
export interface DeleteOptions {
  readonly isDryRun: boolean;
  /** What becomes of the objects that it owns. Background if undefined. */
  readonly propagation: 'Background' | 'Foreground' | 'Orphan' | undefined;
  /** 0 ends a pod at once. */
  readonly graceSeconds: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/** Options come in the body or in the query. */
export function deleteOptions(query: URLSearchParams, body: Json): DeleteOptions {
  const propagation = stringAt(body, 'propagationPolicy') ?? query.get('propagationPolicy') ?? undefined;
  if (
    propagation !== undefined
    && propagation !== 'Background'
    && propagation !== 'Foreground'
    && propagation !== 'Orphan'
  ) {
    throw badRequest(`invalid propagationPolicy ${JSON.stringify(propagation)}`);
  }
  const grace = query.get('gracePeriodSeconds');
  const orphans = at(body, 'orphanDependents') === true || query.get('orphanDependents') === 'true';
  return {
    isDryRun: at(body, 'dryRun', 0) === 'All' || query.getAll('dryRun').includes('All'),
    propagation: propagation ?? (orphans ? 'Orphan' : undefined),
    graceSeconds: numberAt(body, 'gracePeriodSeconds') ?? (grace === null ? undefined : Number(grace)),
    uid: stringAt(body, 'preconditions', 'uid'),
    resourceVersion: stringAt(body, 'preconditions', 'resourceVersion'),
  };
}
