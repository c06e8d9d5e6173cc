import type { Canary, Problem } from '@flagger/api';
import { headersOnly, misshapenTests, negativeAttempts, refusedRetries } from '@flagger/mesh-kit';
import { RETRY_EVENTS, retryOn } from './settings.ts';

/** What Contour would route otherwise than the Canary says, or not at all. */
export const problems = (canary: Canary): readonly Problem[] => [
  ...headersOnly(canary, 'Contour'),
  ...misshapenTests(canary),
  ...negativeAttempts(canary),
  ...refusedRetries(canary, { events: retryOn(canary), known: RETRY_EVENTS }),
];
