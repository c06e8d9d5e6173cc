import type { Canary, Problem } from '@flagger/api';
import { headerLists } from '@flagger/mesh-kit';
import { retryPolicy } from './settings.ts';

const RETRY_EVENTS: readonly string[] = ['server-error', 'gateway-error', 'client-error', 'stream-error'];

/** What App Mesh would route otherwise than the Canary says, or not at all. */
export const problems = (canary: Canary): readonly Problem[] => [...matchProblems(canary), ...retryProblems(canary)];

/** The same for v1beta1, where each object names its mesh. */
export function v1beta1Problems(canary: Canary): readonly Problem[] {
  const missing = {
    field: 'spec.service.meshName',
    found: 'nothing',
    allowed: 'the name of a mesh: mesh name cannot be empty',
  };
  return [...(canary.spec.service.meshName ? [] : [missing]), ...problems(canary)];
}

// What is left out of a match lets more users into the test than were asked for, and a test without headers everybody.
function matchProblems(canary: Canary): readonly Problem[] {
  const { match = [] } = canary.spec.analysis;
  const unknown = match.flatMap((each, at) =>
    (['queryParams', 'sourceLabels'] as const)
      .filter((kind) => Object.keys(each[kind] ?? {}).length > 0)
      .map((kind) => ({
        field: `spec.analysis.match[${at}].${kind}`,
        found: JSON.stringify(each[kind]),
        allowed: 'nothing: App Mesh matches headers only',
      })),
  );
  const misshapen = headerLists(canary).flatMap((list, at) =>
    list.length > 0 && list.length <= 10
      ? []
      : [{ field: `spec.analysis.match[${at}].headers`, found: `${list.length} headers`, allowed: '1 to 10 headers' }],
  );
  return unknown.length > 0 ? unknown : misshapen;
}

// The API server refuses a route that names another event.
function retryProblems(canary: Canary): readonly Problem[] {
  const { httpRetryEvents: events = [] } = retryPolicy(canary) ?? {};
  const found = JSON.stringify(canary.spec.service.retries?.retryOn);
  const allowed = `a list, separated by commas, of ${RETRY_EVENTS.join(', ')}`;
  return events.every((event) => RETRY_EVENTS.includes(event))
    ? []
    : [{ field: 'spec.service.retries.retryOn', found, allowed }];
}
