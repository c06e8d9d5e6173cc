import type { Canary, Counters } from '@flagger/api';
import { renderedQuery, variablesOf } from './query.ts';

/** The counters of a mesh with the names of one canary filled in; undefined where a template of theirs is wrong. */
export function countersOf(canary: Canary, counters: Counters): Counters | undefined {
  const variables = variablesOf(canary, { name: 'compare' });
  const texts = [counters.requests, counters.durations ?? '', counters.arm.canary, counters.arm.primary];
  const filled = texts.flatMap((text) => {
    const rendered = renderedQuery(text, variables);
    return 'query' in rendered ? [rendered.query] : [];
  });
  const [requests, durations, canarys, primarys] = filled;
  if (requests === undefined || durations === undefined || canarys === undefined || primarys === undefined) {
    return undefined;
  }
  const arm = { ...counters.arm, canary: canarys, primary: primarys };
  return { ...counters, requests, ...(durations !== '' && { durations }), arm };
}
