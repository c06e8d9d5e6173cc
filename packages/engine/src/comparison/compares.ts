import { comparedMetrics, strategyOf, TOLERATED, type Canary, type CountsFinding, type Metric } from '@flagger/api';
import type { Boundaries } from '../compare/boundaries.ts';
import { rulesOf, type Rules } from '../compare/rules.ts';

/** Whether a canary is compared with its primary. */
export const compares = ({ spec }: Canary): boolean => comparedMetrics(spec).length > 0;

/**
 * Whether comparing decides, or only says what it would do. Who keeps their users, or picks them by header, compares
 * other users and not only another version.
 */
export const isDecisive = ({ spec: { analysis, ...spec } }: Canary): boolean =>
  analysis.compare?.dryRun !== true && !analysis.sessionAffinity && strategyOf({ ...spec, analysis }) !== 'ab-testing';

/** The rules that a metric is compared by. */
export function rulesFor(canary: Canary, metric: Metric, counted: Counted): Rules {
  const { falseRollback = 0.01, falsePromotion = 0.05, worseThan } = canary.spec.analysis.compare ?? {};
  const { tolerate = TOLERATED, clump = clumpOf(canary, counted), negligible = 0 } = metric.compare ?? {};
  const { boundaries } = counted;
  return rulesOf({
    ...{ falseRollback, falsePromotion, worseThan, tolerate, clump, negligible },
    metrics: comparedMetrics(canary.spec).length,
    rows: boundaries?.bounds.length ?? 1,
    main: boundaries?.main ?? 0,
  });
}

/** What is known of how a metric is counted. */
export interface Counted {
  readonly isByAttempt?: CountsFinding['isByAttempt'] | undefined;
  readonly boundaries?: Boundaries | undefined;
}

/** A call and its retries fail together where each attempt is counted. */
function clumpOf({ spec }: Canary, { isByAttempt }: Counted): number {
  return isByAttempt ? 1 + (spec.service.retries?.attempts ?? 0) : 1;
}
