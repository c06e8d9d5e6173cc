import type { Canary, Problem } from '@flagger/api';
import { headerLists } from '@flagger/mesh-kit';
import { RETRY_EVENTS, retryOn } from './settings.ts';

/** What Contour would route otherwise than the Canary says, or not at all. */
export const problems = (canary: Canary): readonly Problem[] => [...matchProblems(canary), ...retryProblems(canary)];

// What is left out of a match lets more users into the test than were asked for, and a test without headers everybody.
function matchProblems(canary: Canary): readonly Problem[] {
  const unknown = (canary.spec.analysis.match ?? []).flatMap((each, at) =>
    (['queryParams', 'sourceLabels'] as const)
      .filter((kind) => Object.keys(each[kind] ?? {}).length > 0)
      .map((kind) => ({
        field: `spec.analysis.match[${at}].${kind}`,
        found: JSON.stringify(each[kind]),
        allowed: 'nothing: headers alone are matched with Contour',
      })),
  );
  const empty = headerLists(canary).flatMap((list, at) =>
    list.length > 0 ? [] : [{ field: `spec.analysis.match[${at}].headers`, found: 'none', allowed: 'one or more' }],
  );
  return unknown.length > 0 ? unknown : empty;
}

// The API server refuses an HTTPProxy that names another event.
const retryProblems = (canary: Canary): readonly Problem[] =>
  retryOn(canary).every((event) => RETRY_EVENTS.includes(event))
    ? []
    : [
        {
          field: 'spec.service.retries.retryOn',
          found: JSON.stringify(canary.spec.service.retries?.retryOn),
          allowed: `a list, separated by commas, of ${RETRY_EVENTS.join(', ')}`,
        },
      ];
