import { comparedMetrics, type Canary, type Finding, type Question } from '@flagger/api';
import type { Requests } from './requests.ts';

/** What is counted of both sides where a check asks for it. */
export function countsOf(
  { window }: Question,
  { spec }: Canary,
  { requests, isAway }: { readonly requests: Requests; readonly isAway: boolean },
): readonly Finding[] {
  return (window ? comparedMetrics(spec) : []).flatMap(({ name }) =>
    window
      ? [
          {
            ...{ kind: 'counts' as const, name, seenFrom: 'client', ...window },
            ...(isAway
              ? { tables: [], problem: 'connection refused' }
              : { tables: [requests.between(window.from, window.to)] }),
          },
        ]
      : [],
  );
}
