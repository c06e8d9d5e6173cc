import { z } from 'zod';
import { text } from './fields.ts';

/** So many checks are kept in a status. */
export const MOST_CHECKS = 16;

/** The last answer of one metric or webhook, for people. What other versions add is left out. */
const check = () =>
  z
    .object({
      kind: text('metric or webhook.'),
      name: text('Its name, as the spec says it.'),
      type: text(
        'Type of the webhook; of a metric what it is: success-rate, duration, query, template or comparison.',
      ).exactOptional(),
      verdict: text('pass, fail or hold; what holds is asked again.'),
      message: text('What was found, in one sentence.'),
      value: text('What was measured.').exactOptional(),
      threshold: text('Which values pass.').exactOptional(),
      query: text('What the metrics server was asked; secrets are left out, and what is long is cut.').exactOptional(),
      time: z.string().meta({ description: 'When it was judged.', format: 'date-time' }).exactOptional(),
    })
    .meta({ description: 'The last answer of one metric or webhook.' });

const whole = (description: string) => z.number().int().min(0).meta({ description, minimum: 0 });
const log = (description: string) => z.number().meta({ description });
const tally = (of: string) =>
  z
    .object({ requests: whole('Requests.'), events: whole('Those that failed, or were slow.') })
    .meta({ description: `What was counted of the ${of}.` });

/** What a comparison rests on: all that the next window needs of those before it. */
const evidence = () =>
  z
    .object({
      rules: text('Digest of the settings; evidence by others is none.'),
      boundaries: z
        .object({
          bounds: z.array(log('A bound.')).meta({ description: 'What counts as slow, in ms.' }),
          main: whole('Which of them is shown.'),
        })
        .meta({ description: 'Of durations.' })
        .exactOptional(),
      likelihood: z.array(log('A logarithm.')).meta({ description: 'Log likelihood of odds ratios.' }),
      worse: z
        .array(z.array(log('A logarithm.')))
        .meta({ description: 'Log likelihood over what is tolerated, since the last fresh start.' }),
      start: whole('Number of the fresh start.'),
      cutWorse: log('What caps took from the evidence for worse.'),
      peakWorse: log('The most that the evidence for worse ever was.'),
      cutSafe: log('The same for safe.'),
      peakSafe: log('The same for safe.'),
      windows: whole('Windows in which both got requests.'),
    })
    .meta({ description: 'For the operator: what the next window is added to.' });

/** How canary and primary compare by one metric. */
const comparedMetric = () =>
  z
    .object({
      name: text('Name of the metric.'),
      verdict: z.enum(['worse', 'safe', 'undecided']).meta({ description: 'What is known so far.' }),
      message: text('All of it in one sentence, with what a decision still needs.'),
      seenFrom: text('Who counted.'),
      canary: tally('canary'),
      primary: tally('primary'),
      odds: z
        .object({
          estimate: log('The likeliest ratio.').exactOptional(),
          low: log('The nearest ratio below that is excluded.'),
          high: log('The nearest ratio above that is excluded; none where it is absent.').exactOptional(),
        })
        .meta({ description: "The canary's odds of an event over the primary's, with 95 % at any number of looks." }),
      chance: log('Of evidence like this where the canary is not worse, at any number of looks.'),
      evidence: evidence(),
    })
    .meta({ description: 'How canary and primary compare by one metric.' });

/** What is remembered of the analysis. What cannot be read of it counts as nothing: nothing depends on it. */
export const analysisStatus = () =>
  z
    .object({
      checks: z
        .array(check())
        .meta({
          description: 'The last answer of each metric and webhook of this run; the newest is the last.',
          maxItems: MOST_CHECKS,
        })
        .exactOptional(),
      since: whole('When the canary first got traffic to compare in this run; seconds since 1970.').exactOptional(),
      until: whole('End of the last counted window at these weights; seconds since 1970.').exactOptional(),
      metrics: z
        .array(comparedMetric())
        .meta({ description: 'How canary and primary compare, by metric.' })
        .exactOptional(),
    })
    .meta({ description: 'Why the Canary goes on, or does not.' });
