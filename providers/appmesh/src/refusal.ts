import type { Canary, Problem } from '@flagger/api';
import {
  headerLists,
  misshapenTests,
  negativeAttempts,
  notSupported,
  refusedBesideHeaders,
  refusedRetries,
} from '@flagger/mesh-kit';
import { retryPolicy } from './settings.ts';

const RETRY_EVENTS: readonly string[] = ['server-error', 'gateway-error', 'client-error', 'stream-error'];

/** What App Mesh would route otherwise than the Canary says, or not at all. */
export const problems = (canary: Canary): readonly Problem[] => [
  ...matchProblems(canary),
  ...misshapenTests(canary),
  ...negativeAttempts(canary),
  ...refusedRetries(canary, { events: retryPolicy(canary)?.httpRetryEvents ?? [], known: RETRY_EVENTS }),
];

/** The same for v1beta1, where each object names its mesh. */
export function v1beta1Problems(canary: Canary): readonly Problem[] {
  const missing = {
    field: 'spec.service.meshName',
    found: 'nothing',
    allowed: 'the name of a mesh: mesh name cannot be empty',
  };
  return [...(canary.spec.service.meshName ? [] : [missing]), ...problems(canary)];
}

/** Only the gateway has a timeout in v1beta1, and it lets in by hosts. */
export const timeoutIgnored = ({ spec: { service } }: Canary, provider: string): readonly string[] =>
  service.timeout && !service.hosts?.length ? [notSupported('spec.service.timeout without hosts', provider)] : [];

// What is left out of a match lets more users into the test than were asked for, and a test without headers everybody.
function matchProblems(canary: Canary): readonly Problem[] {
  const unknown = refusedBesideHeaders(canary, 'App Mesh matches headers only');
  const misshapen = headerLists(canary).flatMap((list, at) =>
    list.length > 0 && list.length <= 10
      ? []
      : [{ field: `spec.analysis.match[${at}].headers`, found: `${list.length} headers`, allowed: '1 to 10 headers' }],
  );
  return unknown.length > 0 ? unknown : misshapen;
}
