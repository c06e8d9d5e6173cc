import { z } from 'zod';
import { text } from './fields.ts';

/** So many checks are kept in a status. */
export const MOST_CHECKS = 16;

/** The last answer of one metric or webhook, for people. What other versions add is left out. */
export const check = z
  .object({
    kind: text('metric or webhook.'),
    name: text('Its name, as the spec says it.'),
    type: text(
      'Type of the webhook; of a metric what it is: success-rate, duration, query or template.',
    ).exactOptional(),
    verdict: text('pass, fail or hold; what holds is asked again.'),
    message: text('What was found, in one sentence.'),
    value: text('What was measured.').exactOptional(),
    threshold: text('Which values pass.').exactOptional(),
    query: text('What the metrics server was asked; secrets are left out, and what is long is cut.').exactOptional(),
    time: z.string().meta({ description: 'When it was judged.', format: 'date-time' }).exactOptional(),
  })
  .meta({ description: 'The last answer of one metric or webhook.' });

/** What is remembered of the analysis. What cannot be read of it counts as nothing: nothing depends on it. */
export const analysisStatus = z
  .object({
    checks: z
      .array(check)
      .meta({
        description: 'The last answer of each metric and webhook of this run; the newest is the last.',
        maxItems: MOST_CHECKS,
      })
      .exactOptional(),
  })
  .meta({ description: 'Why the Canary goes on, or does not.' });
