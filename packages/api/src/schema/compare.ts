import { z } from 'zod';
import { parseGoDuration } from '../go-duration.ts';
import { flag } from './fields.ts';

/** A number between two others; the CRD says so, too. */
interface Range {
  readonly least: number;
  readonly most?: number;
  /** The bounds themselves are out of it. */
  readonly isOver?: true;
  readonly isBelow?: true;
}

const within = (description: string, { least, most = Infinity, isOver, isBelow }: Range) =>
  z
    .number()
    .refine(
      (value) => (isOver ? value > least : value >= least) && (isBelow ? value < most : value <= most),
      most === Infinity
        ? `a number from ${least} upwards`
        : `a number ${isOver ? 'above' : 'from'} ${least} ${isBelow ? 'and below' : 'to'} ${most}`,
    )
    .meta({
      description,
      minimum: least,
      ...(isOver && { exclusiveMinimum: true }),
      ...(most < Infinity && { maximum: most }),
      ...(isBelow && { exclusiveMaximum: true }),
    });

const CHANCE = { least: 0, isOver: true, most: 0.5 } as const;
const SPAN = '^([0-9]+(\\.[0-9]+)?(h|m|s|ms))+$';

/** A duration, hours included. */
const span = (description: string) =>
  z
    .string()
    .refine((value) => (parseGoDuration(value) ?? -1) >= 0, 'a duration such as 30s, 10m or 1h')
    .meta({ description, pattern: SPAN });

/** How canary and primary are compared, for all metrics of a run. */
export const comparison = z
  .object({
    falseRollback: within(
      'The chance, at most, that a run of a healthy canary is rolled back by comparing; 0.01 by default. The compared metrics share it.',
      CHANCE,
    ).exactOptional(),
    worseThan: within(
      'What safe rules out, times the odds of the primary; no default. Early promotion and waiting need it.',
      { least: 1.25, most: 20 },
    ).exactOptional(),
    falsePromotion: within(
      'The chance, at most, that a canary with worseThan times the odds is called safe; 0.05 by default.',
      CHANCE,
    ).exactOptional(),
    promoteEarly: z
      .object({ after: span('Time since the first weight before which nothing is promoted early.') })
      .meta({ description: 'Promote as soon as all compared metrics are safe; off by default.' })
      .exactOptional(),
    undecided: z
      .enum(['promote', 'wait', 'rollback'])
      .meta({ description: 'What happens at the end of the schedule where nothing is decided; promote by default.' })
      .exactOptional(),
    waitAtMost: span('How long wait may take, 1h by default; then the run is rolled back.').exactOptional(),
    warmUp: span('Time since the first traffic that is not counted; 30s by default.').exactOptional(),
    dryRun: flag('Only say what comparing would do.').exactOptional(),
  })
  .meta({ description: 'How canary and primary are compared; the metrics that have compare are.' });

/** How one metric is compared. */
export const metricComparison = z
  .object({
    tolerate: within('Times the odds of the primary that are no reason to roll back; 1.25 by default.', {
      least: 1,
      most: 10,
    }).exactOptional(),
    seenFrom: z
      .enum(['client', 'ingress', 'server'])
      .meta({ description: 'Who counts the requests; the best that the provider has by default.' })
      .exactOptional(),
    clump: within(
      'How many requests fail together, such as those of one user or one call with its retries; 1 by default.',
      { least: 1 },
    ).exactOptional(),
    negligible: within('A failure rate that is never held against the canary, from 0 to 1; 0 by default.', {
      least: 0,
      most: 0.5,
      isBelow: true,
    }).exactOptional(),
    slowerThan: span(
      'What counts as slow, by the next bound that is counted; the bounds that most tell apart by default.',
    ).exactOptional(),
  })
  .meta({
    description: 'Compare the canary with the primary by this metric. Without a threshold beside it none is checked.',
  });
